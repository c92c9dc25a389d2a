namespace ActorRelay.Spool.Sql;

/// <inheritdoc/>
/// <typeparam name="T">What its writer waits for.</typeparam>
internal sealed class GroupWrite<T>(Func<SqlSession, Task<T>> write, long bytes) : GroupWrite(bytes)
{
    private readonly TaskCompletionSource<T> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Ends once it is committed, with what the write gave.</summary>
    public Task<T> Committed => _committed.Task;

    public override async Task RunAsync(SqlSession session) => _result = await write(session);

    public override void Complete() => _committed.SetResult(_result);

    public override void Fail(SpoolException failure) => _committed.SetException(failure);
}

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>While it is closed nobody reads on.</summary>
internal sealed class SinkGate
{
    private volatile TaskCompletionSource? _closed;

    public void Close() => _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _closed, null)?.SetResult();

    public Task PassAsync() => _closed?.Task ?? Task.CompletedTask;
}

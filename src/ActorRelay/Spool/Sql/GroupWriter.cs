using System.Threading.Channels;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// The one writer of a store: takes what has queued up, and commits it in one transaction, for a commit waits for the disk
/// and costs the same for one as for many. When a group fails for one of its own writes, each is tried by itself. When the
/// queue is full, callers wait.
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    private const int LongestQueue = 1024;
    private const int MostInGroup = 256;
    private const long MostBytesInGroup = 16 << 20;

    private readonly ISpoolDatabase _database;
    private readonly Task _writing;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    public GroupWriter(ISpoolDatabase database)
    {
        _database = database;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Ends when the write is committed.</summary>
    /// <exception cref="SpoolException">It was not.</exception>
    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, long bytes = 0)
    {
        var queued = new Write<T>(write, bytes);
        try
        {
            await _queue.Writer.WriteAsync(queued);
        }
        catch (ChannelClosedException e)
        {
            throw new SpoolException(SpoolFailure.Gone, "the spool is closed", e);
        }

        return await queued.Committed;
    }

    /// <summary>Takes nothing more in; what is queued is still written.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            await CommitAsync(TakeGroup());
        }
    }

    private List<Write> TakeGroup()
    {
        var group = new List<Write>();
        var bytes = 0L;
        while (group.Count < MostInGroup && bytes < MostBytesInGroup && _queue.Reader.TryRead(out var write))
        {
            group.Add(write);
            bytes += write.Bytes;
        }

        return group;
    }

    private async Task CommitAsync(List<Write> group)
    {
        if (await TryCommitAsync(group, again: true) is not { } failure)
        {
            group.ForEach(write => write.Complete());
        }
        else if (failure.Failure is SpoolFailure.Other && group.Count > 1)
        {
            foreach (var write in group)
            {
                await CommitAsync([write]);
            }
        }
        else
        {
            group.ForEach(write => write.Fail(failure));
        }
    }

    /// <param name="again">
    /// A pooled connection may be to a server that has been started anew since; what fails on it before the commit, and
    /// so was not done, is done again on a new one. So is what found the disk full, when some room can be had.
    /// </param>
    private async Task<SpoolException?> TryCommitAsync(List<Write> group, bool again)
    {
        var committing = false;
        SpoolException failure;
        try
        {
            await using var connection = await _database.ConnectAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var session = new SqlSession(connection, transaction);
            foreach (var write in group)
            {
                await write.RunAsync(session);
            }

            committing = true;
            await transaction.CommitAsync();
            return null;
        }
        catch (Exception e)
        {
            failure = _database.Explain(e);
        }

        // By now the connection is free, and what it did is undone: the log can be copied.
        var isWorthIt = failure.Failure switch
        {
            SpoolFailure.Unreachable => !committing,
            SpoolFailure.DiskFull => await _database.TryMakeRoomAsync(),
            _ => false,
        };
        return again && isWorthIt ? await TryCommitAsync(group, again: false) : failure;
    }

    /// <summary>Something to write within a transaction that others share.</summary>
    private abstract class Write(long bytes)
    {
        /// <summary>About how much it writes.</summary>
        public long Bytes => bytes;

        /// <summary>Writes it; again from the beginning, when the transaction it was in before came to nothing.</summary>
        public abstract Task RunAsync(SqlSession session);

        /// <summary>The write is committed.</summary>
        public abstract void Complete();

        /// <summary>The write is not committed.</summary>
        public abstract void Fail(SpoolException failure);
    }

    private sealed class Write<T>(Func<SqlSession, Task<T>> write, long bytes) : Write(bytes)
    {
        private readonly TaskCompletionSource<T> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        /// <summary>Ends once it is committed, with what the write gave.</summary>
        public Task<T> Committed => _committed.Task;

        public override async Task RunAsync(SqlSession session) => _result = await write(session);

        public override void Complete() => _committed.SetResult(_result);

        public override void Fail(SpoolException failure) => _committed.SetException(failure);
    }
}

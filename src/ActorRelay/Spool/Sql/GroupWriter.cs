using System.Threading.Channels;
using ActorRelay.Batches;

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
    private readonly Channel<GroupWrite> _queue = Channel.CreateBounded<GroupWrite>(
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
        var queued = new GroupWrite<T>(write, bytes);
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

    /// <summary>What is queued is still written.</summary>
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

    private List<GroupWrite> TakeGroup()
    {
        var group = new List<GroupWrite>();
        var bytes = 0L;
        while (group.Count < MostInGroup && bytes < MostBytesInGroup && _queue.Reader.TryRead(out var write))
        {
            group.Add(write);
            bytes += write.Bytes;
        }

        return group;
    }

    private async Task CommitAsync(List<GroupWrite> group)
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

    /// <param name="group">What to commit.</param>
    /// <param name="again">
    /// A pooled connection may be to a server that has been started anew since; what fails on it before the commit, and
    /// so was not done, is done again on a new one. So is what found the disk full, when some room can be had.
    /// </param>
    private async Task<SpoolException?> TryCommitAsync(List<GroupWrite> group, bool again)
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
}

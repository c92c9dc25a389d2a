namespace ActorRelay.Spool.Sql;

/// <summary>
/// Reads beside the writer, each on a connection of its own and off the caller's thread. A connection that is given back
/// to the pool after the database was closed would keep its files open, so a close waits for every read.
/// </summary>
internal sealed class SpoolReads(ISpoolDatabase database) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    /// <exception cref="SpoolException">It cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read)
    {
        Begin();
        try
        {
            return await Task.Run(() => TryAsync(read, again: true));
        }
        finally
        {
            End();
        }
    }

    /// <summary>No read begins any more, and those that run end.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_running == 0)
            {
                _ended.TrySetResult();
            }
        }

        await _ended.Task;
    }

    /// <summary>Several reads that all see what is there at one moment.</summary>
    /// <exception cref="SpoolException">It cannot be read.</exception>
    public Task<T> ReadAtOnceAsync<T>(Func<SqlSession, Task<T>> read) => ReadAsync(async session =>
    {
        await session.ExecuteAsync(database.BeginReads);
        try
        {
            return await read(session);
        }
        finally
        {
            await session.ExecuteAsync("ROLLBACK");
        }
    });

    private void Begin()
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new SpoolException(SpoolFailure.Gone, "the spool is closed");
            }

            _running++;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _running--;
            if (_closed && _running == 0)
            {
                _ended.TrySetResult();
            }
        }
    }

    /// <param name="again">A pooled connection may be to a server that has been started anew since.</param>
    private async Task<T> TryAsync<T>(Func<SqlSession, Task<T>> read, bool again)
    {
        SpoolException failure;
        try
        {
            await using var connection = await database.ConnectAsync();
            await using var session = new SqlSession(connection);
            return await read(session);
        }
        catch (Exception e) when (e is not SpooledBodyException)
        {
            failure = database.Explain(e);
        }

        return again && failure.Failure is SpoolFailure.Unreachable ? await TryAsync(read, again: false) : throw failure;
    }
}

using ActorRelay.Batches;

namespace ActorRelay.Spool.Sql;

/// <summary>Reads beside the writer, each on a connection of its own and off the caller's thread.</summary>
internal sealed class SpoolReads(ISpoolDatabase database)
{
    /// <exception cref="SpoolException">It cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read) => Task.Run(() => TryAsync(read, again: true));

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

    /// <param name="read">What to read.</param>
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

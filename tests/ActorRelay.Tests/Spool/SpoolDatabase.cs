using System.Data.Common;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

/// <summary>A database of a test's own to spool in, and a way to look behind the store and to break things.</summary>
internal abstract class SpoolDatabase : IAsyncDisposable
{
    private readonly List<ISpoolStore> _stores = [];

    /// <summary>Where it is, as the store is told.</summary>
    public abstract string Address { get; }

    /// <summary>A store in it, closed with the test.</summary>
    public async Task<ISpoolStore> OpenAsync(string owner = "relay-1", TimeSpan? lease = null, long maxSize = 1 << 30)
    {
        var options = new SpoolOptions { Owner = owner, MinFreeShare = 0, MaxSize = maxSize };
        var opening = await OpenAsync(lease is { } given ? options with { Lease = given } : options);
        _stores.Add(opening.Store);
        return opening.Store;
    }

    public abstract Task<SpoolOpening> OpenAsync(SpoolOptions options);

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    /// <summary>Makes the tables look as if a later version had written them.</summary>
    public abstract Task SetVersionAsync(int version);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Rows of all tables that bodies and copies are in.</summary>
    public async Task<long> RowsAsync() => await NumberAsync(
        "SELECT (SELECT count(*) FROM spool_batch) + (SELECT count(*) FROM spool_chunk) + (SELECT count(*) FROM spool_copy)");

    protected abstract Task<DbConnection> ConnectAsync();
}

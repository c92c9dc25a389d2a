using System.Data.Common;
using ActorRelay.Spool.Sql;
using Npgsql;

namespace ActorRelay.Spool.Postgres;

/// <summary>
/// A spool in PostgreSQL, which several relays may share. An ordinary user will do that may make tables in its schema. The
/// server's disk is not seen from here, so <c>min-free</c> is not looked at.
/// </summary>
internal sealed class PostgresDatabase : ISpoolDatabase
{
    private static readonly TimeSpan MeasuredEvery = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly SpoolOptions _options;
    private long _stored;
    private long? _measured;

    /// <param name="connectionString">As Npgsql has it: <c>Host=...;Username=...;Database=...</c>.</param>
    /// <exception cref="SpoolException">That is no connection string.</exception>
    public PostgresDatabase(string connectionString, SpoolOptions options)
    {
        try
        {
            _source = Source(connectionString);
        }
        catch (Exception e) when (e is not SpoolException)
        {
            throw PostgresFailures.OfConnectionString();
        }

        _options = options;
    }

    /// <summary>Not <c>now()</c>, which is when the transaction began: before it waited for locks.</summary>
    public string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

    public string SkipLocked => "FOR UPDATE SKIP LOCKED";

    public string BeginReads => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    public string RowNumber => "0";

    /// <summary>Opens the spool in a database, and makes its tables when they are not there.</summary>
    /// <inheritdoc cref="PostgresDatabase(string, SpoolOptions)"/>
    /// <exception cref="SpoolException">It cannot be used now.</exception>
    public static async Task<SpoolOpening> OpenAsync(string connectionString, SpoolOptions options)
    {
        PostgresDatabase? database = null;
        try
        {
            database = new PostgresDatabase(connectionString, options);
            await PostgresTables.PrepareAsync(database._source);
            return await SqlSpoolStore.StartAsync(database, options);
        }
        catch (Exception e)
        {
            await (database?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw PostgresFailures.Explain(e);
        }
    }

    public async Task<DbConnection> ConnectAsync() => await _source.OpenConnectionAsync();

    public async Task<SpoolRefusal> RefusalAsync(SqlSession session, long bytes, long left)
    {
        if (_measured is not { } measured || TimeProvider.System.GetElapsedTime(measured) > MeasuredEvery)
        {
            _stored = await StoredBytesAsync(session);
            _measured = TimeProvider.System.GetTimestamp();
        }

        if (_stored + bytes + left > _options.MaxSize)
        {
            return SpoolRefusal.MaxSize;
        }

        _stored += bytes;
        return SpoolRefusal.None;
    }

    /// <summary>Room on the server's disk is its operator's business.</summary>
    public Task<bool> TryMakeRoomAsync() => Task.FromResult(false);

    /// <summary>
    /// Of the bodies and lines: what a table takes on disk says nothing of how much of it is free. In a put it is at most a second
    /// old, and so is what other relays put, and what was deleted since.
    /// </summary>
    public Task<long> StoredBytesAsync(SqlSession session) =>
        session.NumberAsync(
            $"""
            SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) + (SELECT {QuarantineRoom.Sum} FROM quarantine WHERE line > 0)
            FROM spool_batch
            """);

    /// <summary>Does now what autovacuum would do some time.</summary>
    public async Task ShrinkAsync(GroupWriter writer)
    {
        foreach (var table in new[] { "spool_chunk", "spool_batch", "spool_copy", "quarantine" })
        {
            await new SpoolReads(this).ReadAsync(session => session.ExecuteAsync($"VACUUM {table}"));
        }
    }

    public Task InsertAsync(SqlSession session, SpoolPiece piece) => session.ExecuteAsync(
        "INSERT INTO spool_chunk (batch, number, checksum, body) VALUES (@batch, @number, @checksum, @body)",
        ("batch", piece.Batch),
        ("number", piece.Number),
        ("checksum", SpoolPiece.ChecksumOf(piece.Content)),
        ("body", piece.Content));

    public SpoolException Explain(Exception failure) => PostgresFailures.Explain(failure);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlDataSource Source(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= "actorrelay";
        builder.ConnectionStringBuilder.MaxAutoPrepare = 64;

        // What follows is set once for a connection, and stays.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(CommitToDisk, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(CommitToDisk, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    /// <summary>A server may be set to confirm commits that are not on disk yet; then a 200 would be worth nothing.</summary>
    private const string CommitToDisk = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """;
}

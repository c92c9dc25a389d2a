using ActorRelay.Spool.Sql;
using Npgsql;

namespace ActorRelay.Spool.Postgres;

/// <summary>
/// Sees to it that the tables are there, in the first schema of the connection's search path: makes them, and leaves those
/// of a later version alone. Relays that start at the same time take turns.
/// </summary>
internal static class PostgresTables
{
    /// <summary>The tables, by the words of PostgreSQL. Bodies are compressed already, so they are stored as they are.</summary>
    public static readonly SqlSchema Schema = new("BIGINT", "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    {
        BehindChunks = "\nALTER TABLE spool_chunk ALTER COLUMN body SET STORAGE EXTERNAL;",
    };

    /// <summary>Of the advisory lock; any number that others are not likely to take.</summary>
    private const long Turn = 0x524C4159_53504F4F;

    public static async Task PrepareAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await ExistsAsync(connection))
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Turn})");
            if (!await ExistsAsync(connection))
            {
                await ExecuteAsync(connection, Schema.Create);
                await ExecuteAsync(connection, $"""
                    CREATE TABLE spool_schema (version INTEGER NOT NULL);
                    INSERT INTO spool_schema (version) VALUES ({SqlSchema.Version})
                    """);
            }
        }

        await using var command = new NpgsqlCommand("SELECT max(version) FROM spool_schema", connection);
        if (await command.ExecuteScalarAsync() is not int version || version > SqlSchema.Version)
        {
            throw new SpoolException(
                SpoolFailure.Schema,
                $"the spool in PostgreSQL has a schema of a later version of actorrelay; this one knows {SqlSchema.Version}: "
                + "start the later version, or name another database in relay.spool.store");
        }

        await transaction.CommitAsync();
    }

    /// <summary>From the catalogue itself: what <c>to_regclass</c> says may be from before the turn.</summary>
    private static async Task<bool> ExistsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'spool_schema')",
            connection);
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

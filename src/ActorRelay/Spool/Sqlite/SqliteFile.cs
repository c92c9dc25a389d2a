using System.Globalization;
using ActorRelay.Configuration;
using ActorRelay.Spool.Sql;
using Microsoft.Data.Sqlite;

namespace ActorRelay.Spool.Sqlite;

/// <summary>
/// Sees to it that there is a database file that this version may write, and only this user may read: makes one, leaves
/// one of a later version alone, and sets a damaged one aside.
/// </summary>
internal static class SqliteFile
{
    /// <summary>Its tables, by the words of SQLite.</summary>
    public static readonly SqlSchema Schema = new("INTEGER", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT")
    {
        End = " STRICT",
        EndOfKeyed = " STRICT, WITHOUT ROWID",
    };

    /// <summary>Tells a database of the relay from that of another program: "RLAY".</summary>
    private const int ApplicationId = 0x524C4159;

    /// <summary>Where the damaged file is now that was at <paramref name="path"/>; null when there was none.</summary>
    /// <param name="checkAll">Looks at every page, not only at the first ones: minutes for many GB.</param>
    /// <exception cref="SpoolException">The file is not for this version, or cannot be made.</exception>
    public static async Task<string?> PrepareAsync(string path, bool checkAll)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        var setAside = HasContent(path) && !await IsSoundAsync(path, checkAll) ? SetAside(path) : null;
        PrivateFiles.OpenAppend(path).Dispose();
        await using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: false));
        await connection.OpenAsync();
        if (await NumberAsync(connection, "PRAGMA user_version") == 0)
        {
            await CreateAsync(connection);
        }

        return setAside;
    }

    public static string ConnectionString(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = 5,
    }.ToString();

    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>
    /// Through a connection that cannot write, so a file that is not for this version stays as it is. Without a log that
    /// must be read too, not even the files beside it are made that a connection needs.
    /// </summary>
    private static async Task<bool> IsSoundAsync(string path, bool checkAll)
    {
        try
        {
            var file = HasContent($"{path}-wal") ? path : $"{new Uri(path).AbsoluteUri}?immutable=1";
            await using var connection = new SqliteConnection(ConnectionString(file, SqliteOpenMode.ReadOnly, pooling: false));
            await connection.OpenAsync();
            var version = await NumberAsync(connection, "PRAGMA user_version");
            var tables = await NumberAsync(connection, "SELECT count(*) FROM sqlite_schema");
            var application = await NumberAsync(connection, "PRAGMA application_id");
            if (tables > 0 && application != ApplicationId)
            {
                throw new SpoolException(
                    SpoolFailure.Schema, $"{path} is a database of another program: name another file in relay.spool.store");
            }

            if (version > SqlSchema.Version)
            {
                throw new SpoolException(
                    SpoolFailure.Schema,
                    $"{path} has schema {version}, written by a later version of actorrelay; this one knows {SqlSchema.Version}: "
                    + "start the later version, or name another file in relay.spool.store");
            }

            return !checkAll || await IsWholeAsync(connection);
        }
        catch (SqliteException e) when (SqliteFailures.IsDamage(e))
        {
            return false;
        }
    }

    private static async Task<bool> IsWholeAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync() is "ok";
    }

    /// <summary>The file's log goes with it, for it is part of it.</summary>
    private static string SetAside(string path)
    {
        var now = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var aside = $"{path}.corrupt-{now}";
        File.Move(path, aside);
        if (File.Exists($"{path}-wal"))
        {
            File.Move($"{path}-wal", $"{aside}-wal");
        }

        File.Delete($"{path}-shm");
        return aside;
    }

    private static async Task CreateAsync(SqliteConnection connection)
    {
        // SQLite must know what is done with free pages before the first page is written, so this order stays.
        await ExecuteAsync(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL");
        await using var transaction = connection.BeginTransaction();
        if (await NumberAsync(connection, "PRAGMA user_version") == 0)
        {
            await ExecuteAsync(connection, Schema.Create);
            await ExecuteAsync(connection, $"PRAGMA application_id = {ApplicationId}");
            await ExecuteAsync(connection, $"PRAGMA user_version = {SqlSchema.Version}");
        }

        await transaction.CommitAsync();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> NumberAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

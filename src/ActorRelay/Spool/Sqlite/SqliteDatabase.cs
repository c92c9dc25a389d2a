using System.Data.Common;
using ActorRelay.Spool.Sql;
using Microsoft.Data.Sqlite;

namespace ActorRelay.Spool.Sqlite;

/// <summary>
/// A spool in one file, written through a log (WAL) that is on disk before a commit ends. A file that goes away while it
/// is open is not made anew, for then what comes back with a disk that was away would be hidden: that is for a restart.
/// </summary>
internal sealed class SqliteDatabase : ISpoolDatabase
{
    /// <summary>Free pages, of 4 KiB, that are given back in one transaction.</summary>
    private const int PagesAtOnce = 2048;

    /// <summary>Bytes the log keeps on disk once what is in it was copied to the file.</summary>
    private const int LogSize = 16 << 20;

    private readonly string _path;
    private readonly SpoolOptions _options;
    private readonly string _connectionString;
    private readonly SqliteReserve _reserve;

    /// <param name="path">Absolute; the file is there and has the tables.</param>
    public SqliteDatabase(string path, SpoolOptions options)
    {
        _path = path;
        _options = options;
        _reserve = new SqliteReserve(path);
        _connectionString = SqliteFile.ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: true);
    }

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <summary>There is one transaction that writes at a time.</summary>
    public string SkipLocked => "";

    public string BeginReads => "BEGIN DEFERRED";

    public string RowNumber => "rowid";

    /// <summary>Opens the spool in a file, which is made when it is not there.</summary>
    /// <param name="path">The file; its folder is made too.</param>
    /// <param name="checkAll">
    /// Looks at all of it, which takes minutes for many GB, and sets it aside if it is damaged anywhere. For after
    /// <see cref="SpoolFailure.Corrupt"/>; damage that is seen while it is opened is followed up anyway.
    /// </param>
    /// <exception cref="SpoolException">It cannot be used now.</exception>
    public static async Task<SpoolOpening> OpenAsync(string path, SpoolOptions options, bool checkAll = false)
    {
        path = Path.GetFullPath(path);
        try
        {
            var setAside = await Task.Run(() => SqliteFile.PrepareAsync(path, checkAll));
            var opening = await SqlSpoolStore.StartAsync(new SqliteDatabase(path, options), options);
            return opening with { SetAside = setAside };
        }
        catch (Exception e)
        {
            var failure = SqliteFailures.Explain(e, path);
            if (failure.Failure is SpoolFailure.DiskFull && new SqliteReserve(path).Release())
            {
                return await OpenAsync(path, options, checkAll);
            }

            return failure.Failure is SpoolFailure.Corrupt && !checkAll
                ? await OpenAsync(path, options, checkAll: true)
                : throw failure;
        }
    }

    public async Task<DbConnection> ConnectAsync()
    {
        if (!File.Exists(_path))
        {
            // Connections to what was there would go on writing to a file without a name.
            ClearPool();
            throw new SpoolException(
                SpoolFailure.Gone, $"spool {_path} is not there any more: bring it back, or restart the relay to begin a new one");
        }

        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {LogSize}";
            await command.ExecuteNonQueryAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<SpoolRefusal> RefusalAsync(SqlSession session, long bytes, long left)
    {
        if (await StoredBytesAsync(session) + bytes + left > _options.MaxSize)
        {
            return SpoolRefusal.MaxSize;
        }

        var disk = new DriveInfo(Path.GetDirectoryName(_path)!);
        var minFree = Math.Max(_options.MinFreeBytes, (long)(_options.MinFreeShare * disk.TotalSize));
        return !_reserve.TryHold(disk, minFree) || disk.AvailableFreeSpace - bytes - left < minFree
            ? SpoolRefusal.MinFree
            : SpoolRefusal.None;
    }

    /// <summary>
    /// What is in the log is copied to the file, as far as that has room, so that the log is written from its beginning
    /// again, which needs none.
    /// </summary>
    public async Task<bool> TryMakeRoomAsync()
    {
        try
        {
            var released = _reserve.Release();
            var copied = await new SpoolReads(this).ReadAsync(session => session.QueryAsync(
                "PRAGMA wal_checkpoint(PASSIVE)", row => (Log: row.GetInt64(1), Copied: row.GetInt64(2))));
            return released || copied is [{ Log: > 0 } all] && all.Log == all.Copied;
        }
        catch (Exception e) when (e is SpoolException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public Task InsertAsync(SqlSession session, SpoolPiece piece)
    {
        SqlitePieces.Write((SqliteConnection)session.Connection, piece);
        return Task.CompletedTask;
    }

    public async Task<long> StoredBytesAsync(SqlSession session)
    {
        var used = await session.NumberAsync(
            """
            SELECT (pages.page_count - free.freelist_count) * size.page_size
            FROM pragma_page_count pages, pragma_freelist_count free, pragma_page_size size
            """);
        var log = new FileInfo($"{_path}-wal");
        return used + (log.Exists ? log.Length : 0);
    }

    public async Task ShrinkAsync(GroupWriter writer)
    {
        while (await writer.WriteAsync(GiveBackAsync) > 0)
        {
        }

        await new SpoolReads(this).ReadAsync(
            session => session.QueryAsync("PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt64(0)));
    }

    /// <summary>A disk that failed must be free to be unmounted and repaired: nothing idle keeps its files open.</summary>
    public SpoolException Explain(Exception failure)
    {
        var explained = SqliteFailures.Explain(failure, _path);
        if (explained.Failure is SpoolFailure.ReadOnly or SpoolFailure.Denied or SpoolFailure.Other)
        {
            ClearPool();
        }

        return explained;
    }

    public ValueTask DisposeAsync()
    {
        ClearPool();
        return ValueTask.CompletedTask;
    }

    private static async Task<long> GiveBackAsync(SqlSession session)
    {
        await session.QueryAsync($"PRAGMA incremental_vacuum({PagesAtOnce})", _ => 0);
        return await session.NumberAsync("PRAGMA freelist_count");
    }

    private void ClearPool()
    {
        using var any = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(any);
    }
}

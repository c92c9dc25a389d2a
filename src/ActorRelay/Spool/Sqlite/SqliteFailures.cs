using Microsoft.Data.Sqlite;

namespace ActorRelay.Spool.Sqlite;

/// <summary>What SQLite's result codes (https://www.sqlite.org/rescode.html), and the system's, mean for the spool.</summary>
internal static class SqliteFailures
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int TableLocked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>errno of Linux, as .NET gives it where it has no exception of its own.</summary>
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>SQLite reports some full disks, such as one with no room for its shared memory, as any other failure.</summary>
    private const long FullBelow = 128 << 10;

    public static SpoolException Explain(Exception failure, string path)
    {
        if (failure is SpoolException known)
        {
            return known;
        }

        var kind = failure switch
        {
            SqliteException sqlite => Kind(sqlite, path),
            UnauthorizedAccessException => SpoolFailure.Denied,
            IOException { HResult: NoSpaceLeft } => SpoolFailure.DiskFull,
            IOException { HResult: ReadOnlyFileSystem } => SpoolFailure.ReadOnly,
            _ => SpoolFailure.Other,
        };
        return new SpoolException(kind, $"spool {path}: {failure.Message}", failure);
    }

    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    private static SpoolFailure Kind(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        Full => SpoolFailure.DiskFull,
        ReadOnly => SpoolFailure.ReadOnly,
        Busy or TableLocked => SpoolFailure.Locked,
        Corrupt or NotADatabase => SpoolFailure.Corrupt,
        Permission => SpoolFailure.Denied,
        CannotOpen or InputOutput when !File.Exists(path) => SpoolFailure.Gone,
        CannotOpen or InputOutput when FreeBytes(path) < FullBelow => SpoolFailure.DiskFull,
        CannotOpen => SpoolFailure.Denied,
        _ => SpoolFailure.Other,
    };

    private static long FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }
}

using ActorRelay.Configuration;
using ActorRelay.Spool.Postgres;
using ActorRelay.Spool.Sqlite;

namespace ActorRelay.Spool;

/// <summary>Where <see cref="SpoolOpener"/>s come from.</summary>
internal static class SpoolOpeners
{
    public static SpoolOpener Of(RelaySettings settings)
    {
        var spool = settings.Spool;
        var options = new SpoolOptions
        {
            Owner = spool.Postgres is null ? "relay" : $"{Environment.MachineName}:{settings.StateDir}",
            MaxSize = spool.MaxSize,
            QuarantineMaxSize = settings.Quarantine.MaxSize,
            MinFreeBytes = spool.MinFree.Bytes,
            MinFreeShare = spool.MinFree.Share,
        };
        return spool.Postgres is { } connectionString
            ? _ => PostgresDatabase.OpenAsync(connectionString, options)
            : checkAll => SqliteDatabase.OpenAsync(spool.File!, options, checkAll);
    }
}

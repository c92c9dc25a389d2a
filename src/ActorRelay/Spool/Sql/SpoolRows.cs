using System.Data.Common;
using ActorRelay.Accounts;
using ActorRelay.Batches;

namespace ActorRelay.Spool.Sql;

/// <summary>How rows are read, and times written.</summary>
internal static class SpoolRows
{
    /// <summary>The columns that <see cref="Batch"/> reads, in its order; <c>b</c> is spool_batch.</summary>
    public const string BatchColumns = """
        b.id, b.dataset, b.source, b.path, b.hash, b.host, b.received, b.framed, b.pending, b.set_aside_to,
        b.quarantined, b.bytes
        """;

    /// <summary>How many they are.</summary>
    public const int BatchColumnCount = 12;

    public static SpooledBatch Batch(DbDataReader row) => new(
        new BatchId(row.GetString(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        Time(row.GetInt64(6)))
    {
        Framed = row.GetInt64(7),
        Pending = row.GetInt64(8),
        SetAsideTo = row.GetInt64(9),
        Quarantined = row.GetInt64(10),
        Bytes = row.GetInt64(11),
    };

    public static SpoolState State(string word) => word switch
    {
        "live" => SpoolState.Live,
        "claimed" => SpoolState.Claimed,
        _ => SpoolState.Waiting,
    };

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

using System.Data.Common;
using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>How rows are read, and times written.</summary>
internal static class SpoolRows
{
    /// <summary>The columns that <see cref="Batch"/> reads, in its order; <c>b</c> is spool_batch.</summary>
    public const string BatchColumns = """
        b.id, b.dataset, b.source, b.path, b.hash, b.host, b.received, b.framed, b.pending, b.set_aside_to,
        b.quarantined, b.bytes
        """;

    public static SpooledBatch Batch(DbDataReader row) => new(new BatchOrigin(
        new BatchId(row.GetString(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        Time(row.GetInt64(6))))
    {
        Framed = row.GetInt64(7),
        Pending = row.GetInt64(8),
        SetAsideTo = row.GetInt64(9),
        Quarantined = row.GetInt64(10),
        Bytes = row.GetInt64(11),
    };

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? TimeOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));
}

using System.Data.Common;
using ActorRelay.Accounts;
using ActorRelay.Syslog;

namespace ActorRelay.Spool.Sql;

/// <summary>How the journal's entries are chosen, written and read.</summary>
internal static class JournalRows
{
    public const string Write = """
        INSERT INTO journal (batch, hash, dataset, source, path, address, received, answered, bytes, outcome,
                             records, first_event, last_event)
        VALUES (@batch, @hash, @dataset, @source, @path, @address, @received, @answered, @bytes, @outcome,
                CAST(@records AS BIGINT), CAST(@firstEvent AS BIGINT), CAST(@lastEvent AS BIGINT))
        ON CONFLICT (batch) DO UPDATE SET
            answered = excluded.answered, outcome = excluded.outcome, records = excluded.records,
            first_event = excluded.first_event, last_event = excluded.last_event
        """;

    public const string Count = """
        UPDATE journal SET
            records = @records,
            first_event = CASE WHEN first_event < CAST(@firstEvent AS BIGINT) THEN first_event
                ELSE coalesce(CAST(@firstEvent AS BIGINT), first_event) END,
            last_event = CASE WHEN last_event > CAST(@lastEvent AS BIGINT) THEN last_event
                ELSE coalesce(CAST(@lastEvent AS BIGINT), last_event) END
        WHERE batch = @batch
        """;

    public const string Select = """
        SELECT j.batch, j.hash, j.dataset, j.source, j.path, j.address, j.received, j.answered, j.bytes, j.outcome,
               j.records, j.first_event, j.last_event
        FROM journal j
        """;

    /// <summary>How those were answered that need not come again: with 200.</summary>
    public const string Kept = "'confirmed', 'spooled', 'quarantined'";

    /// <summary>With the parameters of a query.</summary>
    public const string Where = $"""
        j.received >= @from AND j.received < @to AND (@dataset = '' OR j.dataset = @dataset)
        AND (@named = '' OR j.batch = @named)
        AND (@onlyOpen = 0 OR (j.outcome IN ({Kept})
            AND EXISTS (SELECT 1 FROM journal_receiver o WHERE o.batch = j.batch AND o.done = 0)))
        """;

    /// <summary>With <see cref="Where"/> within, and a number of rows.</summary>
    public const string Refusals = $"""
        WITH refused AS (
            SELECT j.hash, j.dataset, j.source, j.received, j.outcome FROM journal j
            WHERE {Where} AND j.outcome NOT IN ({Kept})
        ), body AS (
            SELECT hash, dataset, source, count(*) AS posts, min(received) AS first_at, max(received) AS last_at
            FROM refused GROUP BY hash, dataset, source
        ), again AS (
            SELECT hash, dataset, source, max(received) AS at FROM journal
            WHERE received >= @from AND outcome IN ({Kept})
                AND hash IN (SELECT hash FROM body)
            GROUP BY hash, dataset, source
        )
        SELECT b.dataset, b.source, b.posts, b.first_at, b.last_at, max(r.outcome), b.hash
        FROM body b
        JOIN refused r ON r.hash = b.hash AND r.dataset = b.dataset AND r.source = b.source AND r.received = b.last_at
        LEFT JOIN again a ON a.hash = b.hash AND a.dataset = b.dataset AND a.source = b.source
        WHERE a.at IS NULL OR a.at < b.last_at
        GROUP BY b.hash, b.dataset, b.source, b.posts, b.first_at, b.last_at
        ORDER BY b.last_at, b.hash LIMIT @most
        """;

    public static (string Name, object? Value)[] Parameters(JournalQuery query) =>
    [
        ("from", query.From.ToUnixTimeMilliseconds()),
        ("to", query.To.ToUnixTimeMilliseconds()),
        ("dataset", query.Dataset ?? ""),
        ("named", query.Batch ?? ""),
        ("onlyOpen", query.OnlyOpen ? 1 : 0),
    ];

    public static (string Name, object? Value)[] Parameters(JournalEntry entry) =>
    [
        ("batch", entry.Batch.Value),
        ("hash", entry.Hash),
        ("dataset", entry.Dataset),
        ("source", entry.Source),
        ("path", entry.Path),
        ("address", entry.Secret.Length == 0 ? entry.Address : $"{entry.Address} {entry.Secret}"),
        ("received", entry.Received.ToUnixTimeMilliseconds()),
        ("answered", entry.Answered.ToUnixTimeMilliseconds()),
        ("bytes", entry.Bytes),
        ("outcome", entry.Outcome),
        ("records", entry.Records),
        ("firstEvent", entry.FirstEvent?.ToUnixTimeMilliseconds()),
        ("lastEvent", entry.LastEvent?.ToUnixTimeMilliseconds()),
    ];

    public static (string Name, object? Value)[] Parameters(BatchId batch, long records, EventTimeRange times) =>
    [
        ("batch", batch.Value),
        ("records", records),
        ("firstEvent", times.IsEmpty ? null : times.FirstTime.ToUnixTimeMilliseconds()),
        ("lastEvent", times.IsEmpty ? null : times.LastTime.ToUnixTimeMilliseconds()),
    ];

    /// <summary>
    /// Without its deliveries. The secret's name stands behind the address, with a blank between, which no address has.
    /// </summary>
    public static JournalEntry Read(DbDataReader row) => new(
        new BatchId(row.GetString(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5).Split(' ', 2)[0],
        SpoolRows.Time(row.GetInt64(6)),
        SpoolRows.Time(row.GetInt64(7)),
        row.GetInt64(8),
        row.GetString(9),
        [])
    {
        Secret = row.GetString(5).Split(' ', 2).ElementAtOrDefault(1) ?? "",
        Records = row.IsDBNull(10) ? null : row.GetInt64(10),
        FirstEvent = SpoolRows.TimeOrNull(row, 11),
        LastEvent = SpoolRows.TimeOrNull(row, 12),
    };
}

using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;

namespace ActorRelay.Spool.Sql;

/// <summary>What is read of the journal's tables for an auditor.</summary>
internal static class SqlAudit
{
    public static async Task<JournalAudit> AuditAsync(SqlSession session, JournalQuery query, int mostOpen, int mostRefusals)
    {
        var open = query with { OnlyOpen = true };
        return new JournalAudit(
            await OutcomesAsync(session, query),
            await ReceiversAsync(session, query),
            await session.NumberAsync($"SELECT count(*) FROM journal j WHERE {JournalRows.Where}", JournalRows.Parameters(open)),
            [.. await ListAsync(session, open, null, mostOpen)],
            await HoursAsync(session, query),
            await RefusalsAsync(session, query, mostRefusals));
    }

    public static async Task<List<JournalEntry>> ListAsync(
        SqlSession session, JournalQuery query, JournalEntry? after, int most)
    {
        var entries = await session.QueryAsync(
            $"""
            {JournalRows.Select} WHERE {JournalRows.Where}
            AND (j.received > @afterTime OR (j.received = @afterTime AND j.batch > @after))
            ORDER BY j.received, j.batch LIMIT @most
            """,
            JournalRows.Read,
            [
                .. JournalRows.Parameters(query), ("most", most),
                ("afterTime", after?.Received.ToUnixTimeMilliseconds() ?? long.MinValue), ("after", after?.Batch.Value ?? ""),
            ]);
        var complete = new List<JournalEntry>(entries.Count);
        foreach (var entry in entries)
        {
            complete.Add(entry with { Deliveries = await DeliveriesAsync(session, entry.Batch) });
        }

        return complete;
    }

    private static async Task<ImmutableArray<JournalOutcomeSum>> OutcomesAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            $"""
            SELECT j.outcome, count(*), CAST(sum(j.bytes) AS BIGINT), CAST(coalesce(sum(j.records), 0) AS BIGINT),
                   min(j.first_event), max(j.last_event)
            FROM journal j WHERE {JournalRows.Where} GROUP BY j.outcome ORDER BY j.outcome
            """,
            row => new JournalOutcomeSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), JournalRows.Time(row, 4), JournalRows.Time(row, 5)),
            JournalRows.Parameters(query)),
    ];

    private static async Task<ImmutableArray<JournalReceiverSum>> ReceiversAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            $"""
            SELECT r.receiver, count(*), CAST(sum(1 - r.done) AS BIGINT), CAST(sum(r.confirmed) AS BIGINT),
                   CAST(sum(r.resent) AS BIGINT), CAST(sum(r.spooled) AS BIGINT)
            FROM journal j JOIN journal_receiver r ON r.batch = j.batch
            WHERE {JournalRows.Where} GROUP BY r.receiver ORDER BY r.receiver
            """,
            row => new JournalReceiverSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            JournalRows.Parameters(query)),
    ];

    private static async Task<ImmutableArray<JournalHour>> HoursAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            $"""
            SELECT j.dataset, j.received / 3600000 AS hour FROM journal j WHERE {JournalRows.Where}
            GROUP BY j.dataset, j.received / 3600000 ORDER BY j.dataset, hour
            """,
            row => new JournalHour(row.GetString(0), SpoolRows.Time(row.GetInt64(1) * 3600000)),
            JournalRows.Parameters(query)),
    ];

    private static async Task<ImmutableArray<JournalRefusal>> RefusalsAsync(SqlSession session, JournalQuery query, int most) =>
    [
        .. await session.QueryAsync(
            JournalRows.Refusals,
            row => new JournalRefusal(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3),
                SpoolRows.Time(row.GetInt64(4)), SpoolRows.Time(row.GetInt64(5)), row.GetString(6)),
            [.. JournalRows.Parameters(query), ("most", most)]),
    ];

    private static async Task<ImmutableArray<JournalDelivery>> DeliveriesAsync(SqlSession session, BatchId batch) =>
    [
        .. await session.QueryAsync(
            "SELECT receiver, confirmed, resent, spooled, done FROM journal_receiver WHERE batch = @batch ORDER BY receiver",
            row => new JournalDelivery(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4) == 1),
            ("batch", batch.Value)),
    ];
}

using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>What is read of the journal's tables for an auditor.</summary>
internal static class SqlAudit
{
    private const int MostRefusals = 1000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static async Task<JournalProtocol.AuditReport> AuditAsync(SqlSession session, JournalQuery query, int mostNamed)
    {
        var open = query with { OnlyOpen = true };
        var outcomes = await OutcomesAsync(session, query);
        var refused = await RefusedAsync(session, query);
        return new JournalProtocol.AuditReport(
            query.From,
            query.To,
            outcomes.Sum(of => of.Batches),
            outcomes.Sum(of => of.Records),
            outcomes.Sum(of => of.Bytes),
            await session.NumberAsync($"SELECT count(*) FROM journal j WHERE {JournalRows.Where}", JournalRows.Parameters(open)),
            refused.Length,
            outcomes,
            await ReceiversAsync(session, query),
            await GapsAsync(session, query),
            [.. (await ListAsync(session, open, null, mostNamed)).Select(of => new JournalProtocol.OpenBatch(
                of.Batch.Value, of.Dataset, of.Source, of.Received, of.Records,
                [.. of.Deliveries.Where(delivery => !delivery.Done).Select(delivery => delivery.Receiver)]))],
            [.. refused.Take(mostNamed)]);
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

    private static async Task<ImmutableArray<JournalProtocol.OutcomeSum>> OutcomesAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            $"""
            SELECT j.outcome, count(*), CAST(coalesce(sum(j.records), 0) AS BIGINT), CAST(sum(j.bytes) AS BIGINT),
                   min(j.first_event), max(j.last_event)
            FROM journal j WHERE {JournalRows.Where} GROUP BY j.outcome ORDER BY j.outcome
            """,
            row => new JournalProtocol.OutcomeSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                SpoolRows.TimeOrNull(row, 4), SpoolRows.TimeOrNull(row, 5)),
            JournalRows.Parameters(query)),
    ];

    private static async Task<ImmutableArray<JournalProtocol.ReceiverSum>> ReceiversAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            $"""
            SELECT r.receiver, count(*), CAST(sum(r.confirmed) AS BIGINT), CAST(sum(r.resent) AS BIGINT),
                   CAST(sum(r.spooled) AS BIGINT)
            FROM journal j JOIN journal_receiver r ON r.batch = j.batch
            WHERE {JournalRows.Where} GROUP BY r.receiver ORDER BY r.receiver
            """,
            row => new JournalProtocol.ReceiverSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            JournalRows.Parameters(query)),
    ];

    private static async Task<ImmutableArray<JournalProtocol.Gap>> GapsAsync(SqlSession session, JournalQuery query)
    {
        var hours = await session.QueryAsync(
            $"""
            SELECT j.dataset, j.received / 3600000 AS hour FROM journal j WHERE {JournalRows.Where}
            GROUP BY j.dataset, j.received / 3600000 ORDER BY j.dataset, hour
            """,
            row => (Dataset: row.GetString(0), Begin: SpoolRows.Time(row.GetInt64(1) * 3600000)),
            JournalRows.Parameters(query));
        return
        [
            .. hours.Zip(hours.Skip(1))
                .Where(pair => pair.First.Dataset == pair.Second.Dataset && pair.Second.Begin - pair.First.Begin > Hour)
                .Select(pair => new JournalProtocol.Gap(pair.First.Dataset, pair.First.Begin + Hour, pair.Second.Begin)),
        ];
    }

    private static async Task<ImmutableArray<JournalProtocol.RefusedBody>> RefusedAsync(SqlSession session, JournalQuery query) =>
    [
        .. await session.QueryAsync(
            JournalRows.Refusals,
            row => new JournalProtocol.RefusedBody(
                row.GetString(0), row.GetString(1), row.GetInt64(2),
                SpoolRows.Time(row.GetInt64(3)), SpoolRows.Time(row.GetInt64(4)), row.GetString(5), row.GetString(6)),
            [.. JournalRows.Parameters(query), ("most", MostRefusals)]),
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

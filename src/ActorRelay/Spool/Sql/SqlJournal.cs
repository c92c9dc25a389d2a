using System.Collections.Immutable;
using ActorRelay.Streams;

namespace ActorRelay.Spool.Sql;

/// <summary>The journal's tables: a row for each batch, and one for each Receiver it goes to.</summary>
internal sealed class SqlJournal(GroupWriter writer, SpoolReads reads) : IJournalStore
{
    private const int BatchesAtOnce = 500;

    public Task WriteAsync(JournalEntry entry) => writer.WriteAsync(async session =>
    {
        await session.ExecuteAsync(JournalRows.Write, JournalRows.Parameters(entry));
        await session.ExecuteAsync("DELETE FROM journal_receiver WHERE batch = @batch", ("batch", entry.Batch.Value));
        foreach (var delivery in entry.Deliveries)
        {
            await AddAsync(session, entry.Batch, delivery);
        }

        return 0;
    });

    public Task<bool> AddAsync(BatchId batch, JournalDelivery delivery, JournalCount? count) => writer.WriteAsync(async session =>
    {
        var found = await session.NumberAsync("SELECT count(*) FROM journal WHERE batch = @batch", ("batch", batch.Value)) > 0;
        if (found)
        {
            await AddAsync(session, batch, delivery);
            if (count is not null)
            {
                await session.ExecuteAsync(JournalRows.Count, JournalRows.Parameters(batch, count));
            }
        }

        return found;
    });

    public Task ReassignAsync(string receiver, string to) => writer.WriteAsync(async session =>
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO journal_receiver (batch, receiver, confirmed, resent, spooled, done)
            SELECT r.batch, @to, 0, 0, 0, 0 FROM journal_receiver r JOIN journal j ON j.batch = r.batch
            WHERE r.receiver = @receiver AND r.done = 0 AND j.outcome IN ({JournalRows.Kept})
            ON CONFLICT DO NOTHING
            """,
            ("receiver", receiver), ("to", to));
        return await session.ExecuteAsync(
            $"""
            UPDATE journal_receiver SET done = 1
            WHERE receiver = @receiver AND done = 0
            AND batch IN (SELECT j.batch FROM journal j WHERE j.outcome IN ({JournalRows.Kept}))
            """,
            ("receiver", receiver));
    });

    public Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, JournalEntry? after, int most) =>
        reads.ReadAsync<IReadOnlyList<JournalEntry>>(async session =>
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
        });

    public Task<JournalSums> SumAsync(JournalQuery query) => reads.ReadAsync(async session =>
    {
        var parameters = JournalRows.Parameters(query);
        var outcomes = await session.QueryAsync(
            $"""
            SELECT j.outcome, count(*), CAST(sum(j.bytes) AS BIGINT), CAST(coalesce(sum(j.records), 0) AS BIGINT),
                   min(j.first_event), max(j.last_event)
            FROM journal j WHERE {JournalRows.Where} GROUP BY j.outcome ORDER BY j.outcome
            """,
            row => new JournalOutcomeSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), JournalRows.Time(row, 4), JournalRows.Time(row, 5)),
            parameters);
        var receivers = await session.QueryAsync(
            $"""
            SELECT r.receiver, count(*), CAST(sum(1 - r.done) AS BIGINT), CAST(sum(r.confirmed) AS BIGINT),
                   CAST(sum(r.resent) AS BIGINT), CAST(sum(r.spooled) AS BIGINT)
            FROM journal j JOIN journal_receiver r ON r.batch = j.batch
            WHERE {JournalRows.Where} GROUP BY r.receiver ORDER BY r.receiver
            """,
            row => new JournalReceiverSum(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            parameters);
        return new JournalSums([.. outcomes], [.. receivers]);
    });

    public Task<IReadOnlyList<JournalHour>> HoursAsync(JournalQuery query) =>
        reads.ReadAsync<IReadOnlyList<JournalHour>>(async session => await session.QueryAsync(
            $"""
            SELECT j.dataset, j.received / 3600000 AS hour FROM journal j WHERE {JournalRows.Where}
            GROUP BY j.dataset, j.received / 3600000 ORDER BY j.dataset, hour
            """,
            row => new JournalHour(row.GetString(0), SpoolRows.Time(row.GetInt64(1) * 3600000)),
            JournalRows.Parameters(query)));

    public Task<IReadOnlyList<JournalRefusal>> RefusalsAsync(JournalQuery query, int most) =>
        reads.ReadAsync<IReadOnlyList<JournalRefusal>>(async session => await session.QueryAsync(
            JournalRows.Refusals,
            row => new JournalRefusal(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3),
                SpoolRows.Time(row.GetInt64(4)), SpoolRows.Time(row.GetInt64(5)), row.GetString(6)),
            [.. JournalRows.Parameters(query), ("most", most)]));

    public async Task<long> TrimAsync(DateTimeOffset before, long most)
    {
        var tooMany = await reads.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM journal")) - most;
        var count = 0L;
        while (await TrimSomeAsync(before, (int)Math.Clamp(tooMany - count, 0, BatchesAtOnce)) is > 0 and var trimmed)
        {
            count += trimmed;
        }

        return count;
    }

    /// <summary>Some of the oldest: so many, or those before a time, whichever are more.</summary>
    private Task<int> TrimSomeAsync(DateTimeOffset before, int tooMany) => writer.WriteAsync(async session =>
    {
        var oldest = await session.QueryAsync(
            "SELECT batch, received FROM journal ORDER BY received, batch LIMIT @most",
            row => (Batch: row.GetString(0), Received: row.GetInt64(1)),
            ("most", BatchesAtOnce));
        var trimmed = oldest.TakeWhile((entry, i) => i < tooMany || entry.Received < before.ToUnixTimeMilliseconds()).ToList();
        foreach (var (batch, _) in trimmed)
        {
            await session.ExecuteAsync("DELETE FROM journal_receiver WHERE batch = @batch", ("batch", batch));
            await session.ExecuteAsync("DELETE FROM journal WHERE batch = @batch", ("batch", batch));
        }

        return trimmed.Count;
    });

    private static Task<int> AddAsync(SqlSession session, BatchId batch, JournalDelivery delivery) => session.ExecuteAsync(
        """
        INSERT INTO journal_receiver (batch, receiver, confirmed, resent, spooled, done)
        VALUES (@batch, @receiver, @confirmed, @resent, @spooled, @done)
        ON CONFLICT (batch, receiver) DO UPDATE SET
            confirmed = journal_receiver.confirmed + excluded.confirmed,
            resent = journal_receiver.resent + excluded.resent,
            spooled = journal_receiver.spooled + excluded.spooled,
            done = CASE WHEN excluded.done > journal_receiver.done THEN excluded.done ELSE journal_receiver.done END
        """,
        ("batch", batch.Value),
        ("receiver", delivery.Receiver),
        ("confirmed", delivery.Confirmed),
        ("resent", delivery.Resent),
        ("spooled", delivery.Spooled),
        ("done", delivery.Done ? 1 : 0));

    private static async Task<ImmutableArray<JournalDelivery>> DeliveriesAsync(SqlSession session, BatchId batch) =>
    [
        .. await session.QueryAsync(
            "SELECT receiver, confirmed, resent, spooled, done FROM journal_receiver WHERE batch = @batch ORDER BY receiver",
            row => new JournalDelivery(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4) == 1),
            ("batch", batch.Value)),
    ];
}

using ActorRelay.Accounts;
using ActorRelay.Syslog;

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

    public Task<bool> AddAsync(BatchId batch, JournalDelivery delivery, long records, EventTimeRange times) => writer.WriteAsync(async session =>
    {
        var found = await session.NumberAsync("SELECT count(*) FROM journal WHERE batch = @batch", ("batch", batch.Value)) > 0;
        if (found)
        {
            await AddAsync(session, batch, delivery);
            if (records > 0)
            {
                await session.ExecuteAsync(JournalRows.Count, JournalRows.Parameters(batch, records, times));
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
        reads.ReadAsync<IReadOnlyList<JournalEntry>>(async session => await SqlAudit.ListAsync(session, query, after, most));

    public Task<JournalProtocol.AuditReport> AuditAsync(JournalQuery query, int mostNamed) =>
        reads.ReadAtOnceAsync(session => SqlAudit.AuditAsync(session, query, mostNamed));

    public Task<DateTimeOffset?> NewestAsync() => reads.ReadAsync<DateTimeOffset?>(async session =>
        await session.NumberAsync("SELECT coalesce(max(received), -1) FROM journal") is >= 0 and var newest
            ? SpoolRows.Time(newest)
            : null);

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
}

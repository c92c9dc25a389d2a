using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool.Sql;

/// <summary>What is in the spool, for those who ask.</summary>
internal sealed class SpoolCatalogue(ISpoolDatabase database, SpoolReads reads)
{
    public Task<SpooledBatch?> FindAsync(BatchId batch) => reads.ReadAsync(async session =>
        (await session.QueryAsync(
            $"SELECT {SpoolRows.BatchColumns} FROM spool_batch b WHERE b.id = @batch AND b.rubbish_after IS NULL",
            SpoolRows.Batch,
            ("batch", batch.Value))).SingleOrDefault());

    public Task<IReadOnlyList<SpoolRow>> ListAsync(string? receiver, int most) => RowsAsync(
        "c.receiver = @receiver OR @all = 1", most, ("receiver", receiver ?? ""), ("all", receiver is null ? 1 : 0));

    public Task<IReadOnlyList<SpoolRow>> CopiesAsync(BatchId batch) =>
        RowsAsync("c.batch = @batch", int.MaxValue, ("batch", batch.Value));

    public Task<IReadOnlyList<SpoolBacklog>> BacklogsAsync() =>
        reads.ReadAsync<IReadOnlyList<SpoolBacklog>>(async session => await session.QueryAsync(
            """
            SELECT c.receiver,
                   sum(CASE WHEN c.state = 'live' THEN 1 ELSE 0 END),
                   sum(CASE WHEN c.state = 'waiting' THEN 1 ELSE 0 END),
                   sum(CASE WHEN c.state = 'claimed' THEN 1 ELSE 0 END),
                   CAST(sum(b.bytes) AS BIGINT),
                   min(c.received)
            FROM spool_copy c JOIN spool_batch b ON b.id = c.batch
            GROUP BY c.receiver ORDER BY c.receiver
            """,
            row => new SpoolBacklog(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetInt64(4),
                SpoolRows.Time(row.GetInt64(5)))));

    public async Task<ImmutableDictionary<string, long>> PendingAsync() => (await reads.ReadAsync(session => session.QueryAsync(
        """
        SELECT dataset, CAST(sum(pending) AS BIGINT) FROM spool_batch b
        WHERE pending > 0 AND EXISTS (SELECT 1 FROM spool_copy c WHERE c.batch = b.id)
        GROUP BY dataset
        """,
        row => (Dataset: row.GetString(0), Records: row.GetInt64(1)))))
        .ToImmutableDictionary(row => row.Dataset, row => row.Records);

    public Task<SpoolSize> SizeAsync() => reads.ReadAsync(async session =>
    {
        var sizes = await session.QueryAsync(
            """
            SELECT count(*), CAST(coalesce(sum(pending), 0) AS BIGINT), CAST(coalesce(sum(bytes), 0) AS BIGINT)
            FROM spool_batch b WHERE EXISTS (SELECT 1 FROM spool_copy c WHERE c.batch = b.id)
            """,
            row => new SpoolSize(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), 0));
        return sizes.Single() with { Stored = await database.StoredBytesAsync(session) };
    });

    private Task<IReadOnlyList<SpoolRow>> RowsAsync(
        string where, int most, params IEnumerable<(string Name, object? Value)> parameters) =>
        reads.ReadAsync<IReadOnlyList<SpoolRow>>(async session => await session.QueryAsync(
            $"""
            SELECT {SpoolRows.BatchColumns}, c.receiver, c.state, c.confirmed_to, c.owner
            FROM spool_copy c JOIN spool_batch b ON b.id = c.batch
            WHERE {where}
            ORDER BY c.received, c.batch, c.receiver LIMIT @most
            """,
            row => new SpoolRow(
                SpoolRows.Batch(row),
                row.GetString(SpoolRows.BatchColumnCount),
                SpoolRows.State(row.GetString(SpoolRows.BatchColumnCount + 1)),
                row.GetInt64(SpoolRows.BatchColumnCount + 2),
                row.GetString(SpoolRows.BatchColumnCount + 3)),
            [.. parameters, ("most", most)]));
}

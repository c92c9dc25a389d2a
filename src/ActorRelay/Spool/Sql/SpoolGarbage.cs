using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// Bodies that nobody waits for: delivered ones, and the beginnings of ones that never came to their end. They are deleted
/// a few pieces at a time, so that a large one holds up no other write.
/// </summary>
internal sealed class SpoolGarbage(ISpoolDatabase database, GroupWriter writer)
{
    private const int PiecesAtOnce = 16;
    private const int BatchesAtOnce = 100;

    /// <summary>One copy less holds the batch.</summary>
    public static async Task<SpoolLetGo> LetGoAsync(SqlSession session, string batch)
    {
        var left = (await session.QueryAsync(
            """
            UPDATE spool_batch
            SET copies = copies - 1, rubbish_after = CASE WHEN copies = 1 THEN 0 ELSE rubbish_after END
            WHERE id = @batch
            RETURNING copies, dataset, pending
            """,
            row => (Holders: row.GetInt64(0), Dataset: row.GetString(1), Pending: row.GetInt64(2)),
            ("batch", batch))).Single();
        return left.Holders > 0
            ? new SpoolLetGo(IsDone: true, left.Dataset, await EndAsync(session, batch))
            : new SpoolLetGo(await DeleteSomeAsync(session, batch), left.Dataset, Ended(left.Pending, 0));
    }

    /// <summary>Records that wait no longer, when there is no copy any more, though quarantine may keep the body.</summary>
    public static async Task<RecordCounts> EndAsync(SqlSession session, string batch)
    {
        var ended = await session.QueryAsync(
            """
            SELECT pending, framed - coalesce(
                (SELECT min(confirmed_to) FROM quarantine q WHERE q.batch = b.id AND q.line = 0 AND q.receiver <> ''), framed)
            FROM spool_batch b
            WHERE id = @batch AND pending > 0 AND NOT EXISTS (SELECT 1 FROM spool_copy c WHERE c.batch = b.id)
            """,
            row => Ended(row.GetInt64(0), Math.Clamp(row.GetInt64(1), 0, row.GetInt64(0))),
            ("batch", batch));
        if (ended is not [var end])
        {
            return default;
        }

        await session.ExecuteAsync("UPDATE spool_batch SET pending = 0 WHERE id = @batch", ("batch", batch));
        return end;
    }

    /// <summary>Every Receiver that gets them has those that were not set aside.</summary>
    private static RecordCounts Ended(long records, long setAside) =>
        new() { Confirmed = records - setAside, Quarantined = setAside, Spooled = -records };

    public async Task DeleteAsync(string batch)
    {
        while (!await writer.WriteAsync(session => DeleteSomeAsync(session, batch)))
        {
        }
    }

    /// <summary>Deletes all there is.</summary>
    public async Task SweepAsync()
    {
        while (await writer.WriteAsync(FindAsync) is { Count: > 0 } found)
        {
            foreach (var batch in found)
            {
                await DeleteAsync(batch);
            }
        }
    }

    private Task<List<string>> FindAsync(SqlSession session) => session.QueryAsync(
        $"SELECT id FROM spool_batch WHERE rubbish_after <= {database.Now} LIMIT @most",
        row => row.GetString(0),
        ("most", BatchesAtOnce));

    /// <summary>True when nothing of it is left.</summary>
    private static async Task<bool> DeleteSomeAsync(SqlSession session, string batch)
    {
        var deleted = await session.ExecuteAsync(
            """
            DELETE FROM spool_chunk WHERE batch = @batch AND number IN
                (SELECT number FROM spool_chunk WHERE batch = @batch ORDER BY number LIMIT @most)
            """,
            ("batch", batch), ("most", PiecesAtOnce));
        if (deleted == PiecesAtOnce)
        {
            return false;
        }

        await session.ExecuteAsync(
            "DELETE FROM spool_batch WHERE id = @batch AND rubbish_after IS NOT NULL", ("batch", batch));
        return true;
    }
}

/// <summary>One that held a batch has let it go.</summary>
/// <param name="IsDone">False when it was the last, and the body is not all deleted yet.</param>
/// <param name="Ended">Records that wait for nobody any more.</param>
internal readonly record struct SpoolLetGo(bool IsDone, string Dataset, RecordCounts Ended);

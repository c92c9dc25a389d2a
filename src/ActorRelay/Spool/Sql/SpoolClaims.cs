using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>Who may deliver a copy: leases by the database's clock, and a number that grows with each claim.</summary>
internal sealed class SpoolClaims(ISpoolDatabase database, GroupWriter writer, SpoolGarbage garbage, SpoolOptions options)
{
    /// <summary>What a relay of this name held when it ended, nobody looks after.</summary>
    public Task LetGoOfEarlierRunsAsync() => writer.WriteAsync(async session =>
    {
        await session.ExecuteAsync(
            """
            UPDATE spool_copy SET state = 'waiting', owner = '', claimed_until = 0, fence = fence + 1
            WHERE owner = @owner
            """,
            ("owner", options.Owner));
        return await session.ExecuteAsync(
            "UPDATE spool_batch SET rubbish_after = 0 WHERE owner = @owner AND rubbish_after > 0",
            ("owner", options.Owner));
    });

    public Task<SpoolClaim?> ClaimOldestAsync(string receiver) => writer.WriteAsync(async session =>
    {
        // A copy that waits has 0 for its claim's end, so it is found by the same comparison as a claim that ran out.
        var claimed = await session.QueryAsync(
            $"""
            UPDATE spool_copy
            SET state = 'claimed', owner = @owner, claimed_until = {database.Now} + @lease, fence = fence + 1
            WHERE receiver = @receiver AND batch =
                (SELECT batch FROM spool_copy
                 WHERE receiver = @receiver AND claimed_until <= {database.Now}
                 ORDER BY received, batch LIMIT 1 {database.SkipLocked})
            RETURNING batch, confirmed_to, fence
            """,
            row => (Batch: row.GetString(0), ConfirmedTo: row.GetInt64(1), Fence: row.GetInt64(2)),
            ("receiver", receiver), ("owner", options.Owner), Lease);
        if (claimed is not [var copy])
        {
            return null;
        }

        var batches = await session.QueryAsync(
            $"SELECT {SpoolRows.BatchColumns} FROM spool_batch b WHERE b.id = @batch", SpoolRows.Batch, ("batch", copy.Batch));
        return new SpoolClaim(batches.Single(), receiver, copy.ConfirmedTo, copy.Fence);
    });

    public Task<bool> SaveProgressAsync(SpoolClaim claim, ResumePoint progress) => writer.WriteAsync(session =>
        SaveAsync(session, claim, progress, $"claimed_until = {database.Now} + @lease"));

    public Task<bool> ReleaseAsync(SpoolClaim claim, ResumePoint progress, long countedTo) => writer.WriteAsync(async session =>
    {
        var held = await SaveAsync(session, claim, progress, "state = 'waiting', owner = '', claimed_until = 0, fence = fence + 1");
        if (held && countedTo > claim.Batch.Framed)
        {
            await session.ExecuteAsync(
                "UPDATE spool_batch SET framed = @countedTo WHERE id = @batch AND framed < @countedTo",
                ("batch", claim.Batch.Id.Value), ("countedTo", countedTo));
        }

        return held;
    });

    /// <summary>Deletes the copy alone; false when the claim was lost before.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, SpoolClaim claim) => await session.ExecuteAsync(
        "DELETE FROM spool_copy WHERE batch = @batch AND receiver = @receiver AND fence = @fence", Claim(claim)) == 1;

    public async Task<SpoolFinish> FinishAsync(SpoolClaim claim, RunCount count)
    {
        var (finish, done) = await writer.WriteAsync(async session =>
        {
            if (!await DeleteAsync(session, claim))
            {
                return (default, true);
            }

            var counted = await CountAsync(session, claim, count);
            var letGo = await SpoolGarbage.LetGoAsync(session, claim.Batch.Id.Value);
            return (new SpoolFinish(Held: true, counted, letGo.Ended), letGo.IsDone);
        });
        if (!done)
        {
            await garbage.DeleteAsync(claim.Batch.Id.Value);
        }

        return finish;
    }

    /// <summary>Runs to several Receivers come to the same count; the first of them counts.</summary>
    public static async Task<bool> CountAsync(SqlSession session, SpoolClaim claim, RunCount count) =>
        await session.ExecuteAsync(
            """
            UPDATE spool_batch SET framed = @framed, pending = pending + @more
            WHERE id = @batch AND framed < @framed AND (framed = @from OR @from < 0)
            """,
            ("batch", claim.Batch.Id.Value), ("framed", count.Framed), ("more", count.Delivered), ("from", count.From ?? -1)) == 1;

    private async Task<bool> SaveAsync(SqlSession session, SpoolClaim claim, ResumePoint progress, string change)
    {
        var saved = await session.ExecuteAsync(
            $"""
            UPDATE spool_copy
            SET confirmed_to = CASE WHEN @confirmedTo > confirmed_to THEN @confirmedTo ELSE confirmed_to END, {change}
            WHERE batch = @batch AND receiver = @receiver AND fence = @fence
            """,
            [.. Claim(claim), ("confirmedTo", progress.ConfirmedTo[0]), Lease]);
        if (saved == 1 && progress.SetAsideTo > claim.Batch.SetAsideTo)
        {
            await session.ExecuteAsync(
                """
                UPDATE spool_batch SET set_aside_to = @setAsideTo, quarantined = @quarantined
                WHERE id = @batch AND set_aside_to < @setAsideTo
                """,
                ("batch", claim.Batch.Id.Value),
                ("setAsideTo", progress.SetAsideTo),
                ("quarantined", progress.Quarantined));
        }

        return saved == 1;
    }

    private (string Name, object? Value) Lease => ("lease", (long)options.Lease.TotalMilliseconds);

    private static (string Name, object? Value)[] Claim(SpoolClaim claim) =>
        [("batch", claim.Batch.Id.Value), ("receiver", claim.Receiver), ("fence", claim.Fence)];
}

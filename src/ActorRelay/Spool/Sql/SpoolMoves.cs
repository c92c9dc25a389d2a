namespace ActorRelay.Spool.Sql;

/// <summary>What an operator does with the copies for a Receiver that is not there any more.</summary>
internal sealed class SpoolMoves(GroupWriter writer, SpoolRubbish rubbish)
{
    private const int CopiesAtOnce = 200;

    public async Task<long> ReassignAsync(string receiver, string to)
    {
        if (receiver == to)
        {
            return 0;
        }

        var twice = await DeleteAllAsync(
            """
            DELETE FROM spool_copy WHERE receiver = @receiver AND batch IN
                (SELECT mine.batch FROM spool_copy mine JOIN spool_copy other ON other.batch = mine.batch
                 WHERE mine.receiver = @receiver AND other.receiver = @to LIMIT @most)
            RETURNING batch
            """,
            ("receiver", receiver), ("to", to));
        return twice + await writer.WriteAsync(session => session.ExecuteAsync(
            """
            UPDATE spool_copy SET receiver = @to, state = 'waiting', owner = '', claimed_until = 0, fence = fence + 1
            WHERE receiver = @receiver
            """,
            ("receiver", receiver), ("to", to)));
    }

    public Task<long> DropAsync(string receiver) => DeleteAllAsync(
        """
        DELETE FROM spool_copy WHERE receiver = @receiver AND batch IN
            (SELECT batch FROM spool_copy WHERE receiver = @receiver LIMIT @most)
        RETURNING batch
        """,
        ("receiver", receiver));

    private async Task<long> DeleteAllAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var count = 0L;
        while (await writer.WriteAsync(session => DeleteSomeAsync(session, sql, parameters)) is var deleted && deleted > 0)
        {
            count += deleted;
        }

        await rubbish.SweepAsync();
        return count;
    }

    private static async Task<int> DeleteSomeAsync(SqlSession session, string sql, (string Name, object? Value)[] parameters)
    {
        var deleted = await session.QueryAsync(sql, row => row.GetString(0), [.. parameters, ("most", CopiesAtOnce)]);
        foreach (var batch in deleted)
        {
            await SpoolRubbish.LetGoAsync(session, batch);
        }

        return deleted.Count;
    }
}

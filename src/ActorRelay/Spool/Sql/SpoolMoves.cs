using System.Collections.Immutable;

namespace ActorRelay.Spool.Sql;

/// <summary>What an operator does with the copies for a Receiver that is not there any more.</summary>
internal sealed class SpoolMoves(GroupWriter writer, SpoolGarbage garbage)
{
    private const int CopiesAtOnce = 200;

    public async Task<SpoolDropped> ReassignAsync(string receiver, string to)
    {
        if (receiver == to)
        {
            return new SpoolDropped(0, ImmutableDictionary<string, long>.Empty);
        }

        var twice = await DeleteAllAsync(
            """
            DELETE FROM spool_copy WHERE receiver = @receiver AND batch IN
                (SELECT mine.batch FROM spool_copy mine JOIN spool_copy other ON other.batch = mine.batch
                 WHERE mine.receiver = @receiver AND other.receiver = @to LIMIT @most)
            RETURNING batch
            """,
            ("receiver", receiver), ("to", to));
        var moved = await writer.WriteAsync(session => session.ExecuteAsync(
            """
            UPDATE spool_copy SET receiver = @to, state = 'waiting', owner = '', claimed_until = 0, fence = fence + 1
            WHERE receiver = @receiver
            """,
            ("receiver", receiver), ("to", to)));
        return twice with { Copies = twice.Copies + moved };
    }

    public Task<SpoolDropped> DropAsync(string receiver) => DeleteAllAsync(
        """
        DELETE FROM spool_copy WHERE receiver = @receiver AND batch IN
            (SELECT batch FROM spool_copy WHERE receiver = @receiver LIMIT @most)
        RETURNING batch
        """,
        ("receiver", receiver));

    private async Task<SpoolDropped> DeleteAllAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var copies = 0L;
        var ended = ImmutableDictionary<string, long>.Empty;
        while (await writer.WriteAsync(session => DeleteSomeAsync(session, sql, parameters)) is { Count: > 0 } deleted)
        {
            copies += deleted.Count;
            foreach (var (_, dataset, end) in deleted.Where(letGo => letGo.Ended.Spooled < 0))
            {
                ended = ended.SetItem(dataset, ended.GetValueOrDefault(dataset) - end.Spooled);
            }
        }

        await garbage.SweepAsync();
        return new SpoolDropped(copies, ended);
    }

    private static async Task<List<SpoolLetGo>> DeleteSomeAsync(
        SqlSession session, string sql, (string Name, object? Value)[] parameters)
    {
        var deleted = await session.QueryAsync(sql, row => row.GetString(0), [.. parameters, ("most", CopiesAtOnce)]);
        var letGo = new List<SpoolLetGo>(deleted.Count);
        foreach (var batch in deleted)
        {
            letGo.Add(await SpoolGarbage.LetGoAsync(session, batch));
        }

        return letGo;
    }
}

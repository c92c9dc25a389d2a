using System.Collections.Immutable;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// Keeps the quarantine within its size, to within what is committed together: the oldest items make room for new ones.
/// </summary>
internal sealed class QuarantineRoom(long maxSize)
{
    /// <summary>Bytes that a line takes beside what is in it: its row, and its place in the index.</summary>
    public const int LineOverhead = 128;

    private const int ItemsAtOnce = 100;

    /// <summary>SQL for what items take.</summary>
    public static readonly string Sum =
        $"CAST(coalesce(sum(bytes + CASE WHEN line > 0 THEN {LineOverhead} ELSE 0 END), 0) AS BIGINT)";

    /// <summary>As committed; less than 0 before it was first measured.</summary>
    private long _bytes = -1;

    /// <summary>In the transaction that added items; what it comes to.</summary>
    public async Task<Change> MakeAsync(SqlSession session, int items, long bytes)
    {
        var held = Interlocked.Read(ref _bytes);
        if (held < 0)
        {
            held = await session.NumberAsync($"SELECT {Sum} FROM quarantine") - bytes;
            Interlocked.CompareExchange(ref _bytes, held, -1);
        }

        var above = held + bytes - maxSize;
        var evicted = new List<(string Dataset, bool IsBody, long Bytes)>();
        while (above > 0)
        {
            var some = await EvictAsync(session, above);
            if (some.Count == 0)
            {
                break;
            }

            evicted.AddRange(some);
            above -= Taken(some);
        }

        return new Change(items, bytes - Taken(evicted), Count(evicted));
    }

    /// <summary>The transaction was committed.</summary>
    public void Committed(Change change)
    {
        if (Interlocked.Read(ref _bytes) >= 0)
        {
            Interlocked.Add(ref _bytes, change.Bytes);
        }
    }

    /// <summary>Deletes the oldest, and no more of them than it takes.</summary>
    private static async Task<List<(string Dataset, bool IsBody, long Bytes)>> EvictAsync(SqlSession session, long bytes)
    {
        var oldest = await session.QueryAsync(
            "SELECT number, bytes, line FROM quarantine ORDER BY number LIMIT @most",
            row => (Number: row.GetInt64(0), Bytes: Taken(row.GetInt64(1), row.GetInt64(2) == 0)),
            ("most", ItemsAtOnce));
        var last = 0L;
        foreach (var item in oldest.TakeWhile(_ => bytes > 0))
        {
            bytes -= item.Bytes;
            last = item.Number;
        }

        return await QuarantineRows.DeleteAsync(session, "number <= @last", ("last", last));
    }

    /// <summary>What items take.</summary>
    public static long Taken(List<(string Dataset, bool IsBody, long Bytes)> items) =>
        items.Sum(item => Taken(item.Bytes, item.IsBody));

    private static long Taken(long bytes, bool isBody) => bytes + (isBody ? 0 : LineOverhead);

    public static ImmutableArray<QuarantineCount> Count(List<(string Dataset, bool IsBody, long Bytes)> items) =>
    [
        .. items.GroupBy(item => item.Dataset).Select(of => new QuarantineCount(
            of.Key, of.Count(item => !item.IsBody), of.Count(item => item.IsBody), of.Sum(item => item.Bytes))),
    ];

    /// <param name="Items">Items added, less those purged.</param>
    /// <param name="Bytes">Bytes added, less those deleted.</param>
    /// <param name="Evicted">What was deleted, to make room or because it was to be.</param>
    public sealed record Change(int Items, long Bytes, ImmutableArray<QuarantineCount> Evicted);
}

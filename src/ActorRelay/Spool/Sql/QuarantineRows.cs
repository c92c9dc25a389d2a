using System.Data.Common;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool.Sql;

/// <summary>How the rows of the quarantine are chosen, read and deleted.</summary>
internal static class QuarantineRows
{
    public const string Select =
        "SELECT number, batch, dataset, source, line, receiver, confirmed_to, reason, place, bytes, at, replayed";

    /// <summary>With <see cref="Parameters"/>.</summary>
    public const string Where = """
        (@number = 0 OR number = @number) AND (@dataset = '' OR dataset = @dataset) AND (@onlyLines = 0 OR line > 0)
        AND (@replayed < 0 OR @replayed = CASE WHEN replayed IS NULL THEN 0 ELSE 1 END)
        AND (@before < 0 OR at < @before)
        """;

    public static (string Name, object? Value)[] Parameters(QuarantineFilter filter) =>
    [
        ("number", filter.Number ?? 0),
        ("dataset", filter.Dataset ?? ""),
        ("before", filter.Before?.ToUnixTimeMilliseconds() ?? -1),
        ("onlyLines", filter.OnlyLines ? 1 : 0),
        ("replayed", filter.Replayed is { } replayed ? (replayed ? 1 : 0) : -1),
    ];

    public static QuarantineItem Read(DbDataReader row) => new(
        row.GetInt64(0),
        new BatchId(row.GetString(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetString(5),
        row.GetInt64(6),
        row.GetString(7),
        row.GetInt64(8),
        row.GetInt64(9),
        SpoolRows.Time(row.GetInt64(10)),
        row.IsDBNull(11) ? null : SpoolRows.Time(row.GetInt64(11)),
        row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12));

    /// <summary>Deletes items, and lets go of bodies among them.</summary>
    public static async Task<List<(string Dataset, bool IsBody, long Bytes)>> DeleteAsync(
        SqlSession session, string where, params IEnumerable<(string Name, object? Value)> parameters)
    {
        var deleted = await session.QueryAsync(
            $"DELETE FROM quarantine WHERE {where} RETURNING batch, dataset, line, bytes",
            row => (Batch: row.GetString(0), Dataset: row.GetString(1), IsBody: row.GetInt64(2) == 0, Bytes: row.GetInt64(3)),
            parameters);
        foreach (var item in deleted.Where(item => item.IsBody))
        {
            await SpoolRubbish.LetGoAsync(session, item.Batch);
        }

        return deleted.ConvertAll(item => (item.Dataset, item.IsBody, item.Bytes));
    }
}

using System.Data.Common;

namespace ActorRelay.Spool.Sql;

/// <summary>How the rows of the quarantine are chosen, read and deleted.</summary>
internal static class QuarantineRows
{
    public const string Select =
        "SELECT number, at, dataset, source, batch, line, reason, place, bytes, receiver, replayed, confirmed_to";

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

    public static QuarantinedItem Read(DbDataReader row) => new(
        row.GetInt64(0),
        SpoolRows.Time(row.GetInt64(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt64(5) is > 0 and var line ? line : null,
        row.GetString(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetString(9),
        SpoolRows.TimeOrNull(row, 10))
    {
        ConfirmedTo = row.GetInt64(11),
        Content = row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12),
    };

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
            await SpoolGarbage.LetGoAsync(session, item.Batch);
        }

        return deleted.ConvertAll(item => (item.Dataset, item.IsBody, item.Bytes));
    }
}

using System.Globalization;
using System.Text;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// The measured matrix as Markdown. All rows of a run end up in <c>artifacts/delivery-matrix.md</c>, for
/// <c>docs/delivery.md</c>.
/// </summary>
public sealed class MatrixTable : IDisposable
{
    private static readonly string[] Columns =
        ["fault", "framing", "records", "replay", "ends", "unread, at most", "lost", "duplicated", "fragments", "reordered", "unknown", "s"];

    private readonly Lock _lock = new();
    private readonly List<MatrixRow> _rows = [];

    public void Dispose()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        File.WriteAllText(Path.Combine(folder.FullName, "delivery-matrix.md"), Of(_rows));
    }

    internal static string Of(IEnumerable<MatrixRow> rows)
    {
        var text = new StringBuilder();
        Line(text, Columns);
        Line(text, Columns.Select((_, i) => i < 2 ? "---" : "---:"));
        foreach (var row in rows)
        {
            Line(text, Cells(row));
        }

        return text.ToString();
    }

    internal void Add(MatrixRow row)
    {
        lock (_lock)
        {
            _rows.Add(row);
        }
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static IEnumerable<string> Cells(MatrixRow row)
    {
        var verdict = row.Verdict;
        var beyond = verdict.LostBeyondReplay.Count;
        return
        [
            row.Fault,
            row.Framing,
            Number(verdict.Sent.Records.Count),
            Size(verdict.Replay),
            $"{verdict.AbnormalEnds} abnormal, {verdict.OrderlyEnds} orderly",
            Size(verdict.MostUnread),
            beyond == 0 ? Number(verdict.Lost.Count) : $"{Number(verdict.Lost.Count)} + {Number(beyond)} beyond the replay",
            string.Create(CultureInfo.InvariantCulture, $"{verdict.Duplicated.Count:N0} ({verdict.DuplicatePercent:0.0} %)"),
            Number(verdict.Fragments.Count),
            Number(verdict.Reordered.Count),
            Number(verdict.Unknown.Count),
            row.Took.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        ];
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N0} KiB");
}

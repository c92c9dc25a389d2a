namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>A Markdown table whose columns also line up as plain text.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes nothing when there are no rows.</summary>
    public void WriteTo(TextWriter output)
    {
        if (_rows.Count == 1)
        {
            return;
        }

        int[] widths = [.. header.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (var (index, row) in _rows.Index())
        {
            output.WriteLine($"| {string.Join(" | ", row.Zip(widths, (cell, width) => cell.PadRight(width)))} |");
            if (index == 0)
            {
                output.WriteLine($"|{string.Join("|", widths.Select(width => new string('-', width + 2)))}|");
            }
        }

        output.WriteLine();
    }
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// What a text door shows of a report: lines, facts with their names, and tables with a title. Cells are short texts, their
/// numbers with units. It fits <see cref="Columns"/>; a table that does not is shown row by row, so that nothing is cut off.
/// </summary>
internal sealed class ReportRows
{
    public const int Columns = 100;

    private const string Gap = "  ";

    /// <summary>A column of words may become so narrow before the table is given up.</summary>
    private const int Narrowest = 14;

    private readonly List<string> _lines = [];

    /// <summary>Makes rows of any report, by the members of its JSON.</summary>
    public static ReportRows Of(object report)
    {
        var json = report as JsonElement? ?? JsonSerializer.SerializeToElement(report, report.GetType(), InspectionResult.Json);
        return JsonRows.Of(json);
    }

    /// <summary>A text of its own, as long as it must be.</summary>
    public ReportRows Line(string text)
    {
        _lines.AddRange(Wrap(Clean(text), Columns));
        return this;
    }

    /// <summary>A heading, with an empty line before it.</summary>
    public ReportRows Title(string text)
    {
        if (_lines.Count > 0)
        {
            _lines.Add("");
        }

        return Line(text);
    }

    /// <summary>Names and what they are, one a line.</summary>
    public ReportRows Facts(params IReadOnlyList<(string Name, string Value)> facts)
    {
        Blocks(facts, "");
        return this;
    }

    /// <param name="title">With an empty line before it.</param>
    /// <param name="columns">Their names; a row has a cell for each.</param>
    public ReportRows Table(string title, ImmutableArray<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Title(title);
        List<string[]> cells = [.. rows.Select(row => row.Select(cell => Shown(cell)).ToArray())];
        if (cells.Count == 0)
        {
            return this;
        }

        if (Widths(columns, cells) is not { } widths)
        {
            foreach (var row in cells)
            {
                Blocks([.. columns.Zip(row).Where(pair => pair.Second != "-")], Gap);
                _lines.Add("");
            }

            _lines.RemoveAt(_lines.Count - 1);
            return this;
        }

        bool[] isNumber = [.. columns.Select((_, i) => cells.All(row => row[i] is "-" || char.IsAsciiDigit(row[i][0])) && cells.Any(row => row[i] != "-"))];
        Row([.. columns.Select(Clean)], widths, isNumber);
        cells.ForEach(row => Row(row, widths, isNumber));
        return this;
    }

    public string ToText() => string.Concat(_lines.Select(line => line + "\n"));

    private void Row(string[] cells, int[] widths, bool[] isNumber)
    {
        var wrapped = cells.Select((cell, i) => Wrap(cell, widths[i]).ToList()).ToList();
        for (var line = 0; line < wrapped.Max(cell => cell.Count); line++)
        {
            _lines.Add((Gap + string.Join(Gap, wrapped.Select((cell, i) =>
            {
                var text = line < cell.Count ? cell[line] : "";
                var padding = new string(' ', Math.Max(0, widths[i] - TextWidth.Of(text)));
                return isNumber[i] ? padding + text : text + padding;
            }))).TrimEnd());
        }
    }

    /// <summary>As wide as the widest cell; columns of words give way, the widest first, where that is too much.</summary>
    private static int[]? Widths(ImmutableArray<string> columns, List<string[]> cells)
    {
        int[] widths = [.. columns.Select((name, i) => Math.Max(TextWidth.Of(name), cells.Max(row => TextWidth.Of(row[i]))))];
        int[] least =
        [
            .. columns.Select((name, i) => Math.Max(
                Math.Min(Narrowest, widths[i]),
                cells.Select(row => row[i]).Append(name).SelectMany(cell => cell.Split(' ')).Max(TextWidth.Of))),
        ];
        while (widths.Sum() + (widths.Length * Gap.Length) is var all && all > Columns)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(i => widths[i] > least[i]).OrderByDescending(i => widths[i]).ToList();
            if (widest.Count == 0)
            {
                return null;
            }

            widths[widest[0]]--;
        }

        return widths;
    }

    private void Blocks(IReadOnlyList<(string Name, string Value)> facts, string indent)
    {
        var width = facts.Select(fact => TextWidth.Of(fact.Name)).DefaultIfEmpty().Max();
        foreach (var (name, value) in facts)
        {
            var lines = Wrap(Shown(value), Columns - indent.Length - width - Gap.Length).ToList();
            _lines.Add($"{indent}{Clean(name).PadRight(width)}{Gap}{lines[0]}");
            _lines.AddRange(lines.Skip(1).Select(line => $"{indent}{new string(' ', width)}{Gap}{line}"));
        }
    }

    private static string Shown(string cell) => cell.Length == 0 ? "-" : Clean(cell);

    /// <summary>Names of fields come from records: nothing in them may move the cursor.</summary>
    private static string Clean(string text) => SettingsText.OneLine(text);

    /// <summary>At spaces where there are any, and never inside a letter.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (TextWidth.Of(text) > width)
        {
            var fitting = TextWidth.Fitting(text, Math.Max(width, 2));
            var space = text.LastIndexOf(' ', Math.Min(fitting, text.Length - 1));
            yield return text[..(space > 0 ? space : fitting)];
            text = text[(space > 0 ? space + 1 : fitting)..];
        }

        yield return text;
    }
}

using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>
/// An inspection answer for people, whatever it is about: plain members as a list, objects on one line each, lists of
/// objects (and objects of objects, by their names) as tables. In a table a list of objects is its length; members named
/// <c>warnings</c> are printed below it, one a line.
/// </summary>
internal static class AnswerText
{
    private const string Warnings = "warnings";

    public static void Write(TextWriter output, JsonElement answer)
    {
        var plain = answer.EnumerateObject().Where(member => IsPlain(member.Value)).ToList();
        var width = plain.Select(member => member.Name.Length).DefaultIfEmpty().Max();
        plain.ForEach(member => output.WriteLine($"{member.Name.PadRight(width)}  {Cell(member.Value)}"));
        foreach (var member in answer.EnumerateObject().Where(member => !IsPlain(member.Value)))
        {
            output.WriteLine();
            WriteMember(output, member);
        }
    }

    private static void WriteMember(TextWriter output, JsonProperty member)
    {
        switch (member.Value.ValueKind)
        {
            case JsonValueKind.Array:
                output.WriteLine($"{member.Name}: {member.Value.GetArrayLength()}");
                WriteTable(output, [.. member.Value.EnumerateArray().Select(row => ("", row))]);
                break;
            case var _ when member.Value.EnumerateObject().All(inner => inner.Value.ValueKind == JsonValueKind.Object):
                output.WriteLine($"{member.Name}: {member.Value.EnumerateObject().Count()}");
                WriteTable(output, [.. member.Value.EnumerateObject().Select(row => (row.Name, row.Value))]);
                break;
            default:
                output.WriteLine($"{member.Name}:");
                output.WriteLine("  " + string.Join("  ", member.Value.EnumerateObject().Select(Pair)));
                break;
        }
    }

    private static void WriteTable(TextWriter output, List<(string Name, JsonElement Row)> rows)
    {
        var columns = rows.SelectMany(row => row.Row.EnumerateObject()).Select(member => member.Name)
            .Distinct().Where(name => name != Warnings).ToList();
        var table = new List<string[]> { (string[])["", .. columns] };
        table.AddRange(rows.Select(row => (string[])[Printable(row.Name), .. columns.Select(name => Cell(row.Row, name))]));
        if (rows.All(row => row.Name.Length == 0))
        {
            table = [.. table.Select(row => row[1..])];
        }

        if (rows.Count > 0)
        {
            var widths = Enumerable.Range(0, table[0].Length).Select(i => table.Max(row => row[i].Length)).ToList();
            table.ForEach(row => output.WriteLine(
                "  " + string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()));
        }

        foreach (var warning in rows.Where(row => row.Row.TryGetProperty(Warnings, out _))
            .SelectMany(row => row.Row.GetProperty(Warnings).EnumerateArray()))
        {
            output.WriteLine($"  warning: {Printable(warning.GetString() ?? "")}");
        }
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => false,
        JsonValueKind.Array => value.EnumerateArray().All(IsPlain) && value.GetArrayLength() > 0,
        _ => true,
    };

    private static string Pair(JsonProperty member) => $"{Printable(member.Name)}={Cell(member.Value)}";

    private static string Cell(JsonElement row, string column) =>
        row.TryGetProperty(column, out var value) ? Cell(value) : "-";

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.String when value.TryGetDateTimeOffset(out var time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? Printable(text) : "-",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "-",
        JsonValueKind.Array when IsPlain(value) => string.Join(", ", value.EnumerateArray().Select(Cell)),
        JsonValueKind.Array => $"{value.GetArrayLength()}",
        JsonValueKind.Object => $"{{{string.Join(' ', value.EnumerateObject().Select(Pair))}}}",
        _ => value.GetRawText(),
    };

    /// <summary>Names of fields come from records: nothing in them may move the cursor.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// Rows of any report by the members of its JSON: plain members as facts, objects as facts below a title, lists of objects (and
/// objects of objects, by their names) as tables. In a table a list of objects is its length; members named <c>warnings</c> are
/// lines below it. A member whose name ends with <c>Bytes</c> is a size, one that ends with <c>Seconds</c> a time.
/// </summary>
internal static class JsonRows
{
    private const string Warnings = "warnings";

    public static ReportRows Of(JsonElement answer)
    {
        var rows = new ReportRows();
        rows.Facts([.. answer.EnumerateObject().Where(member => IsPlain(member.Value)).Select(Fact)]);
        foreach (var member in answer.EnumerateObject().Where(member => !IsPlain(member.Value)))
        {
            Add(rows, Words(member.Name), member.Value);
        }

        return rows;
    }

    private static void Add(ReportRows rows, string title, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            Table(rows, title, [.. value.EnumerateArray().Select(row => ("", row))]);
        }
        else if (value.EnumerateObject().All(inner => inner.Value.ValueKind == JsonValueKind.Object))
        {
            Table(rows, title, [.. value.EnumerateObject().Select(row => (row.Name, row.Value))]);
        }
        else
        {
            rows.Title(title).Facts([.. value.EnumerateObject().Where(member => IsPlain(member.Value)).Select(Fact)]);
            foreach (var member in value.EnumerateObject().Where(member => !IsPlain(member.Value)))
            {
                Add(rows, $"{title}, {Words(member.Name)}", member.Value);
            }
        }
    }

    private static void Table(ReportRows rows, string title, List<(string Name, JsonElement Row)> items)
    {
        var columns = items.SelectMany(item => item.Row.EnumerateObject()).Select(member => member.Name)
            .Distinct().Where(name => name != Warnings).ToList();
        var isNamed = items.Any(item => item.Name.Length > 0);
        rows.Table(
            $"{title}: {items.Count}",
            [.. isNamed ? ["name"] : Array.Empty<string>(), .. columns.Select(Words)],
            items.Select(item => (IReadOnlyList<string>)
            [
                .. isNamed ? [item.Name] : Array.Empty<string>(),
                .. columns.Select(name => item.Row.TryGetProperty(name, out var value) ? Cell(name, value) : "-"),
            ]));
        foreach (var warning in items.Where(item => item.Row.TryGetProperty(Warnings, out _))
            .SelectMany(item => item.Row.GetProperty(Warnings).EnumerateArray()))
        {
            rows.Line($"warning: {warning.GetString()}");
        }
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => false,
        JsonValueKind.Array => value.EnumerateArray().All(IsPlain) && value.GetArrayLength() > 0,
        _ => true,
    };

    private static (string Name, string Value) Fact(JsonProperty member) => (Words(member.Name), Cell(member.Name, member.Value));

    private static string Cell(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when value.TryGetDateTimeOffset(out var time) => Units.Time(time),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => Number(name, value),
        JsonValueKind.Array when value.GetArrayLength() == 0 => "-",
        JsonValueKind.Array when IsPlain(value) => string.Join(", ", value.EnumerateArray().Select(item => Cell(name, item))),
        JsonValueKind.Array => $"{value.GetArrayLength()}",
        _ => string.Join(", ", value.EnumerateObject().Select(member => $"{Words(member.Name)} {Cell(member.Name, member.Value)}")),
    };

    private static string Number(string name, JsonElement value) => value.TryGetInt64(out var number) switch
    {
        true when name.EndsWith("bytes", StringComparison.OrdinalIgnoreCase) || name is "stored" or "maxSize" => ByteSizes.Rounded(number),
        _ when name.EndsWith("seconds", StringComparison.OrdinalIgnoreCase) => Units.Span(TimeSpan.FromSeconds(value.GetDouble())),
        true => Units.Count(number),
        _ => value.GetDouble().ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>The words of a name in camel case; units are in the cells.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name.EndsWith("Seconds", StringComparison.Ordinal) ? name[..^7] : name)
        {
            words.Append(char.IsAsciiLetterUpper(c) && words.Length > 0 ? $" {char.ToLowerInvariant(c)}" : $"{c}");
        }

        return words.ToString();
    }
}

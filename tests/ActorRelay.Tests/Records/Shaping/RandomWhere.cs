using System.Globalization;
using System.Text.Json;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>A random <c>where</c>, and a slow, plain reading of what it says, by <see cref="JsonDocument"/>.</summary>
internal sealed class RandomWhere
{
    private static readonly string[] UsualNames = ["a", "b", "two words", "not", "Ä"];
    private static readonly string[] Texts = ["", "x", "xy", "a b", "1", "10", "1.0", "-2", "null", "true", "[1]", "q\"'\\", "あ"];
    private static readonly string[] Values =
        ["\"\"", "\"x\"", "\"xy\"", "\"a\\u0020b\"", "1", "10", "1.0", "1e1", "-2", "\"10\"", "null", "true", "[1]", "{\"x\":1}",
            "\"q\\\"'\\\\\"", "\"\\u3042\"", "\"あx\""];

    private readonly Random _random;
    private readonly string[] _names;
    private readonly Func<Dictionary<string, JsonElement>, bool> _holds;

    public RandomWhere(Random random, string[]? names = null)
    {
        _random = random;
        _names = names ?? UsualNames;
        (Text, _holds) = Any(random.Next(4));
    }

    public string Text { get; }

    public bool Holds(string record)
    {
        using var json = JsonDocument.Parse(record);
        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in json.RootElement.EnumerateObject())
        {
            fields[field.Name] = field.Value;
        }

        return _holds(fields);
    }

    public string Record() => "{" + string.Join(',', Enumerable.Range(0, _random.Next(7)).Select(_ =>
        $"{JsonSerializer.Serialize(Pick(_names))}{Pick(["", " "])}:{Pick(Values)}")) + "}";

    private (string, Func<Dictionary<string, JsonElement>, bool>) Any(int depth)
    {
        if (depth == 0)
        {
            return Test();
        }

        var (left, leftHolds) = Any(depth - 1);
        var (right, rightHolds) = Any(_random.Next(depth));
        return _random.Next(3) switch
        {
            0 => ($"not ({left})", fields => !leftHolds(fields)),
            1 => ($"({left}) and ({right})", fields => leftHolds(fields) && rightHolds(fields)),
            _ => ($"({left})or({right})", fields => leftHolds(fields) || rightHolds(fields)),
        };
    }

    private (string, Func<Dictionary<string, JsonElement>, bool>) Test()
    {
        var name = Pick(_names);
        var text = Pick(Texts);
        var number = Pick(["1", "-2", "9.5", "10"]);
        return _random.Next(9) switch
        {
            0 => ($"{Quote(name)} exists", fields => fields.ContainsKey(name)),
            1 => ($"{Quote(name)} == {Quote(text)}", Has(name, value => AreEqual(value, text))),
            2 => ($"{Quote(name)} != {Quote(text)}", fields => !Has(name, value => AreEqual(value, text))(fields)),
            3 => ($"{Quote(name)} in [{Quote(text)},{number}]", Has(name, value => AreEqual(value, text) || AreEqual(value, number))),
            4 => ($"{Quote(name)} contains {Quote(text)}", Has(name, value => TextOf(value).Contains(text, StringComparison.Ordinal))),
            5 => ($"{Quote(name)} not starts-with {Quote(text)}",
                fields => !Has(name, value => TextOf(value).StartsWith(text, StringComparison.Ordinal))(fields)),
            6 => ($"{Quote(name)} < {number}", Has(name, value => Compare(value, number) < 0)),
            7 => ($"{Quote(name)} >= {number}", Has(name, value => Compare(value, number) >= 0)),
            _ => ($"{Quote(name)} > {number}", Has(name, value => Compare(value, number) > 0)),
        };
    }

    private static Func<Dictionary<string, JsonElement>, bool> Has(string name, Func<JsonElement, bool> test) =>
        fields => fields.TryGetValue(name, out var value) && test(value);

    private static bool AreEqual(JsonElement value, string text) =>
        TextOf(value) == text || (value.ValueKind == JsonValueKind.Number && NumberOf(text) is { } n && NumberOf(TextOf(value)) == n);

    private static int? Compare(JsonElement value, string number) => NumberOf(TextOf(value))?.CompareTo(NumberOf(number)!.Value);

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static decimal? NumberOf(string text) =>
        decimal.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var n) ? n : null;

    private string Quote(string text) => _random.Next(2) == 0
        ? $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""
        : $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}

using System.Text.Json;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>A random shape and records for it, and a slow, plain reading of what it says, by <see cref="JsonDocument"/>.</summary>
internal sealed class RandomShape
{
    private const string Key = "0123456789abcdef";

    private static readonly string[] UsualNames = ["a", "b", "ab", "Key", "two words", "あ", "a.x", "b.0", "a.x.y", "Long_name_of_a_field_that_is_over_thirty_two", "A", "k_e-y", "AX"];
    private static readonly string[] UsualGlobs = ["a", "a*", "*b", "*", "K*y", "*.x*", "b.*", "あ", "*_*_*", "A.X", "two*", "TWO_words", "b.x*"];
    private static readonly string[] UsualValues =
    [
        "1", "-2.50", "1E5", "true", "null", "\"\"", "\"x\"", "\"a\\u0020\\/b\"", "\"あ\\n\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[ ]", "{ }",
        "[1,null,\"\"]", "{\"x\":1}", "{\"x\":{\"y\":[{}]},\"b\":\"\"}", "{ \"x\" : [ 1 , {\"y\":null} ] }", "[[],[[2]]]", "{\"\\u0078\":1}",
    ];

    private readonly Random _random;
    private readonly string[] _names;
    private readonly string[] _values;
    private readonly List<string> _include;
    private readonly List<string> _exclude;
    private readonly Dictionary<string, string> _rename = [];
    private readonly Dictionary<string, string?> _mask = [];
    private readonly Dictionary<string, string> _add = [];
    private readonly bool _dropEmpty;
    private readonly bool _flatten;

    public RandomShape(Random random)
        : this(random, UsualNames, UsualGlobs, UsualValues, ["\"c\"", "7"])
    {
    }

    /// <param name="random">Chooses.</param>
    /// <param name="names">Of fields.</param>
    /// <param name="globs">That match some of them.</param>
    /// <param name="values">As JSON.</param>
    /// <param name="added">As settings write what is added.</param>
    public RandomShape(Random random, string[] names, string[] globs, string[] values, string[] added)
    {
        _random = random;
        _names = names;
        _values = values;
        _include = Some(globs, 4);
        _exclude = Some(globs, 4);
        foreach (var name in Some(_names, 3))
        {
            var to = _random.Next(2) == 0 ? $"new{_rename.Count}" : Pick(_names);
            _ = _rename.ContainsValue(to) || _rename.TryAdd(name, to);
        }

        foreach (var name in Some(_names, 3))
        {
            _mask.TryAdd(name, _random.Next(2) == 0 ? "***" : null);
        }

        foreach (var name in Some(_names, 5).Where(name => !_rename.ContainsValue(name)))
        {
            _add.TryAdd(name, Pick(added));
        }

        _dropEmpty = _random.Next(3) == 0;
        _flatten = _random.Next(3) == 0;
    }

    /// <summary>As settings write it.</summary>
    public string Keys => string.Join(", ",
        $"include = [{string.Join(',', _include.Select(Quote))}]",
        $"exclude = [{string.Join(',', _exclude.Select(Quote))}]",
        $"rename {{ {string.Join(',', _rename.Select(r => $"{Quote(r.Key)} = {Quote(r.Value)}"))} }}",
        $"mask {{ {string.Join(',', _mask.Select(m => $"{Quote(m.Key)} = {(m.Value is { } text ? Quote(text) : $"{{ key = {Key}, digits = 16 }}")}"))} }}",
        $"add {{ {string.Join(',', _add.Select(a => $"{Quote(a.Key)} = {a.Value}"))} }}",
        $"drop-empty = {(_dropEmpty ? "true" : "false")}",
        $"flatten = {(_flatten ? "true" : "false")}");

    public string Record() => "{" + string.Join(Pick([",", " , "]), Enumerable.Range(0, _random.Next(7)).Select(_ =>
        $"{Spell(Pick(_names))}{Pick(["", " "])}:{Pick(["", " "])}{Pick(_values)}")) + "}";

    /// <summary>The record that must come of it.</summary>
    /// <param name="record">As it came.</param>
    /// <param name="fill">Makes JSON of what is added, where it is not JSON as settings write it.</param>
    public string Shape(string record, Func<string, string>? fill = null)
    {
        using var json = JsonDocument.Parse(record);
        var fields = json.RootElement.EnumerateObject().SelectMany(Parts).ToList();
        var taken = fields.Where(f => !f.IsPart && _rename.ContainsKey(f.Name)).Select(f => _rename[f.Name]).ToHashSet();
        var written = fields
            .Where(f => _rename.ContainsKey(f.Name) || !_add.ContainsKey(f.Name))
            .Where(f => _rename.ContainsKey(f.Name) || f.IsPart || !taken.Contains(f.Name))
            .Where(f => !_dropEmpty || MaskOf(f.Name) is not null || !IsEmpty(f.Value))
            .Select(f => (_rename.GetValueOrDefault(f.Name, f.Name), Mask(MaskOf(f.Name) ?? f.Hiding, f.Value)));
        return "{" + string.Join(',', written.Concat(_add.Select(a => (a.Key, fill?.Invoke(a.Value) ?? a.Value)))
            .Select(f => $"{JsonSerializer.Serialize(f.Item1)}:{f.Item2}")) + "}";
    }

    private IEnumerable<(string Name, JsonElement Value, bool IsPart, string? Hiding)> Parts(JsonProperty field)
    {
        var included = _include.Count == 0 || _include.Any(glob => Matches(glob, field.Name));
        if (Excludes(field.Name))
        {
            return [];
        }

        if (_flatten && IsNested(field.Value) && MaskOf(field.Name) is null && (_rename.ContainsKey(field.Name) || !_add.ContainsKey(field.Name)))
        {
            return Leaves(field.Name, field.Value)
                .Where(leaf => (included || _include.Any(glob => Matches(glob, leaf.Name))) && !Excludes(leaf.Name))
                .Select(leaf => (leaf.Name, leaf.Value, true, (string?)null));
        }

        var inner = IsNested(field.Value) ? Inner(field.Name, field.Value).ToList() : [];
        return !included || (MaskOf(field.Name) is null && inner.Any(path => Excludes(path, namedOnly: true))) ? []
            : [(field.Name, field.Value, false, inner.Select(path => MaskOf(path, namedOnly: true)).FirstOrDefault(mask => mask is not null))];
    }

    /// <summary>Each value that is none of its own parts: what is hidden as a whole is one.</summary>
    private IEnumerable<(string Name, JsonElement Value)> Leaves(string path, JsonElement value, bool isField = true)
    {
        if (!IsNested(value) || (!isField && (Excludes(path) || MaskOf(path) is not null)))
        {
            return [(path, value)];
        }

        return Members(path, value).SelectMany(member => Leaves(member.Path, member.Value, isField: false));
    }

    private static IEnumerable<string> Inner(string path, JsonElement value) => Members(path, value)
        .SelectMany(member => (string[])[member.Path, .. Inner(member.Path, member.Value)]);

    private static IEnumerable<(string Path, JsonElement Value)> Members(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => ($"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Select((item, i) => ($"{path}.{i}", item)),
        _ => [],
    };

    private bool Excludes(string name, bool namedOnly = false) => _exclude.Any(glob =>
        (!namedOnly || glob.Contains('.')) && Hides(glob, name));

    /// <summary>The name of the mask that applies.</summary>
    private string? MaskOf(string name, bool namedOnly = false) =>
        _mask.ContainsKey(name) && (!namedOnly || name.Contains('.')) ? name
            : _mask.Keys.FirstOrDefault(mask => (!namedOnly || mask.Contains('.')) && Fold(mask) == Fold(name));

    private static bool Hides(string glob, string name) => glob.Contains('*') && glob.IndexOfAny(['_', '-', '.']) >= 0
        ? Matches(Lower(glob), Lower(name))
        : Matches(Fold(glob), Fold(name));

    private static string Fold(string name) => Lower(name).Replace("_", "").Replace("-", "").Replace(".", "");

    private static string Lower(string name) => string.Concat(name.Select(c => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c));

    private static bool IsNested(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !IsEmpty(value);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private string Mask(string? mask, JsonElement value) => mask is null || !_mask.TryGetValue(mask, out var text) ? value.GetRawText()
        : text is not null ? Quote(text)
        : value.ValueKind == JsonValueKind.Null ? "null"
        : Quote(ShapedLine.Hash(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), Key)[..16]);

    private static bool Matches(string glob, string name) => System.Text.RegularExpressions.Regex.IsMatch(
        name, $"^{string.Join(".*", glob.Split('*').Select(System.Text.RegularExpressions.Regex.Escape))}$");

    private static string Quote(string text) => $"\"{text}\"";

    private string Spell(string name) => _random.Next(5) == 0
        ? Quote(string.Concat(name.Select(c => $"\\u{(int)c:x4}")))
        : Quote(name);

    private List<string> Some(string[] from, int chance) =>
        [.. Enumerable.Range(0, _random.Next(chance) == 0 ? _random.Next(1, 4) : 0).Select(_ => Pick(from)).Distinct()];

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}

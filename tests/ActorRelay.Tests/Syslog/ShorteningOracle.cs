using System.Text;
using System.Text.RegularExpressions;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Shortening by the words of the documentation: it tries, measures, and tries again.</summary>
internal sealed partial class ShorteningOracle(OutputFormat format, string dataset)
{
    private const string Dropped = "\0";

    private readonly bool _isJson = format.Payload == PayloadStyle.Json;

    public string Payload(IReadOnlyList<OutputField> fields) => Render(fields, fields, names: "");

    public string Shorten(List<OutputField> fields, int room)
    {
        var kept = TimeOracle.FieldsOf(dataset).Concat(format.Keep.Names)
            .Select(name => _isJson ? JsonOracle.Stringify(name)[1..^1] : LineOracle.PlainKey(name)).ToList();
        bool IsKept(OutputField field) => kept.Any(key => field.Key == key
            || (!_isJson && format.Nested == NestedStyle.Flatten && field.Key.StartsWith(key + ".", StringComparison.Ordinal)));
        var longestFirst = Enumerable.Range(0, fields.Count).Where(i => !IsKept(fields[i]))
            .OrderByDescending(i => fields[i].ValueLength).ToList();
        var strings = longestFirst.Where(i => fields[i].IsString && Saves(fields[i], Cut(fields[i], 32, atLeast: true))).ToList();
        var nested = longestFirst.Where(i => fields[i].IsNested && Saves(fields[i], Replacement(fields[i]))).ToList();

        for (var replaced = 0; replaced <= nested.Count; replaced++)
        {
            var now = fields.ToArray();
            nested.Take(replaced).ToList().ForEach(i => now[i] = fields[i] with { Value = Replacement(fields[i]) });
            var fewest = now.ToArray();
            strings.ForEach(i => fewest[i] = fields[i] with { Value = Cut(fields[i], 32, atLeast: true) });
            if (Size(fields, fewest, room) > room)
            {
                if (replaced == nested.Count)
                {
                    return Drop(fields, fewest, room, IsKept);
                }

                continue;
            }

            foreach (var i in strings.TakeWhile(_ => Size(fields, now, room) > room))
            {
                now[i] = fields[i] with { Value = "touched" };
                var over = Size(fields, now, room) - "touched".Length + fields[i].ValueLength - room;
                var cut = Cut(fields[i], fields[i].ValueLength - 2 - 3 - over, atLeast: false);
                var least = fewest[i].Value;
                now[i] = fields[i] with { Value = Encoding.UTF8.GetByteCount(cut) > Encoding.UTF8.GetByteCount(least) ? cut : least };
            }

            return Render(fields, now, Names(fields, now, room));
        }

        throw new InvalidOperationException();
    }

    private static bool Saves(OutputField field, string instead) =>
        field.ValueLength - Encoding.UTF8.GetByteCount(instead) > Encoding.UTF8.GetByteCount(field.Key) + 3;

    private static string Replacement(OutputField field) => $"\"<{field.ValueLength} bytes>\"";

    /// <summary>The string with its content cut to at least, or at most, so many bytes. Short ones stay.</summary>
    private static string Cut(OutputField field, int bytes, bool atLeast)
    {
        var left = new StringBuilder("\"");
        var length = 0;
        foreach (var unit in Unit().Matches(field.Value[1..^1]).Select(static match => match.Value))
        {
            var next = length + Encoding.UTF8.GetByteCount(unit);
            if (atLeast ? length >= bytes : next > bytes)
            {
                break;
            }

            left.Append(unit);
            length = next;
        }

        return left.Append("…\"").ToString();
    }

    private string Drop(List<OutputField> fields, OutputField[] now, int room, Func<OutputField, bool> isKept)
    {
        foreach (var keptToo in (bool[])[false, true])
        {
            for (var i = fields.Count - 1; i >= 0 && Size(fields, now, room) > room; i--)
            {
                now[i] = isKept(fields[i]) == keptToo ? fields[i] with { Value = Dropped } : now[i];
            }
        }

        return Render(fields, now, Names(fields, now, room));
    }

    /// <summary>The field of names counts for a quarter of the room at most, for that is all it may take.</summary>
    private int Size(List<OutputField> fields, OutputField[] now, int room)
    {
        var touched = Touched(fields, now);
        var names = touched.Count == 0 ? 0 : Math.Min(NamesLimit(room), 1 + Encoding.UTF8.GetByteCount(Names(touched)));
        var isEmpty = now.All(static field => field.Value == Dropped);
        return Encoding.UTF8.GetByteCount(Render(fields, now, "")) + names - (isEmpty ? 1 : 0);
    }

    private static List<string> Touched(List<OutputField> fields, OutputField[] now) =>
        [.. fields.Where((field, i) => field.Value != now[i].Value).Select(static field => field.Key)];

    private static int NamesLimit(int room) => Math.Min(4096, Math.Max(32, room / 4));

    private string Names(List<OutputField> fields, OutputField[] now, int room)
    {
        var touched = Touched(fields, now);
        for (var named = touched.Count; named >= 0; named--)
        {
            List<string> items = [.. touched.Take(named)];
            if (named < touched.Count)
            {
                items.Add($"+{touched.Count - named}");
            }

            if (named == 0 || 1 + Encoding.UTF8.GetByteCount(Names(items)) <= NamesLimit(room))
            {
                return Names(items);
            }
        }

        return "";
    }

    private string Names(List<string> items)
    {
        var list = $"[{string.Join(',', items.Select(static item => $"\"{item}\""))}]";
        return _isJson ? $"\"_shortened\":{list}"
            : format.Nested == NestedStyle.Flatten ? string.Join(' ', items.Select(static (item, i) => $"_shortened.{i}=\"{item}\""))
            : format.Nested == NestedStyle.Quoted || format.Quote == QuoteStyle.All ? $"_shortened={JsonOracle.Stringify(list)}"
            : $"_shortened={list}";
    }

    private string Render(IReadOnlyList<OutputField> fields, IReadOnlyList<OutputField> now, string names)
    {
        var parts = fields.Zip(now).Where(static pair => pair.Second.Value != Dropped)
            .Select(pair => _isJson ? $"\"{pair.First.Key}\":{pair.Second.Value}" : $"{pair.First.Key}={pair.Second.Value}");
        var all = names.Length == 0 ? parts : parts.Append(names);
        return _isJson ? "{" + string.Join(',', all) + "}" : string.Join(' ', all);
    }

    [GeneratedRegex(@"\\u[0-9a-f]{4}|\\.|[\ud800-\udbff][\udc00-\udfff]|.")]
    private static partial Regex Unit();
}

using System.Text;
using System.Text.Json;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>The fields of key-value pairs under all options, by the words of the documentation.</summary>
internal sealed class PairOracle(OutputFormat format)
{
    private const int FlattenedLimit = 64 * 1024;
    private const int LongestPath = 512;

    private int _flattened;

    /// <param name="fields">In the order in which they are to be written.</param>
    public List<OutputField> Write(List<(string Name, string Value)> fields)
    {
        var result = new List<OutputField>();
        foreach (var (name, value) in fields)
        {
            var key = LineOracle.PlainKey(name);
            var flat = format.Nested == NestedStyle.Flatten && IsNested(value) && value.Length > 2 ? Flatten(key, value) : null;
            result.AddRange(flat ?? (value == "null" && format.Null == NullStyle.Drop ? [] : [One(key, value)]));
        }

        return result;
    }

    private static bool IsNested(string value) => value[0] is '{' or '[';

    private OutputField One(string key, string value)
    {
        var quotesNested = format.Quote == QuoteStyle.All || format.Nested == NestedStyle.Quoted
            || (format.Nested == NestedStyle.Flatten && value.Length > 2);
        return IsNested(value) && quotesNested
            ? new OutputField(key, JsonOracle.Stringify(value), value[0])
            : Scalar(key, value);
    }

    private OutputField Scalar(string key, string value)
    {
        var text = value == "null" && format.Null == NullStyle.Empty ? "" : value;
        var isQuoted = format.Quote == QuoteStyle.All && value[0] != '"';
        return new OutputField(key, isQuoted ? $"\"{text}\"" : text, value[0]);
    }

    /// <summary>Null when it would be too much.</summary>
    private List<OutputField>? Flatten(string key, string json)
    {
        var leaves = new List<(string Path, string Value)>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        Walk(key, ref reader, leaves);
        leaves.RemoveAll(leaf => leaf.Value == "null" && format.Null == NullStyle.Drop);
        var size = leaves.Sum(static leaf => leaf.Path.Length + 4);
        if (_flattened + size > FlattenedLimit || IsTooDeep(key, json))
        {
            return null;
        }

        _flattened += size;
        return [.. leaves.Select(leaf => Scalar(leaf.Path, leaf.Value))];
    }

    /// <summary>Any path counts, that of a null that is dropped too.</summary>
    private static bool IsTooDeep(string key, string json)
    {
        var leaves = new List<(string Path, string Value)>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        Walk(key, ref reader, leaves);
        return leaves.Any(static leaf => leaf.Path.Length > LongestPath);
    }

    private static void Walk(string path, ref Utf8JsonReader reader, List<(string Path, string Value)> leaves)
    {
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
        {
            var raw = Encoding.UTF8.GetString(reader.ValueSpan);
            leaves.Add((path, reader.TokenType == JsonTokenType.String ? $"\"{raw}\"" : raw));
            return;
        }

        var index = 0;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var name = index.ToString();
            if (isObject)
            {
                name = LineOracle.PlainKey(JsonOracle.Unescape(Encoding.UTF8.GetString(reader.ValueSpan)));
                reader.Read();
            }

            index++;
            Walk($"{path}.{name}", ref reader, leaves);
        }

        if (index == 0)
        {
            leaves.Add((path, isObject ? "{}" : "[]"));
        }
    }
}

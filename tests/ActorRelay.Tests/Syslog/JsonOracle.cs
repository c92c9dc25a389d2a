using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorRelay.Tests.Syslog;

/// <summary>JSON by <see cref="Utf8JsonReader"/>, and by the words of JSON.stringify and of the design page.</summary>
internal static class JsonOracle
{
    /// <summary>The top-level fields of a record: names decoded, values as compact JSON. Null when it is not one.</summary>
    public static List<(string Name, string Value)>? ReadRecord(byte[] line)
    {
        var text = Encoding.UTF8.GetString(line).Trim(' ', '\t', '\r');
        text = text.StartsWith(',') ? text[1..].TrimStart(' ', '\t', '\r') : text;
        text = text.EndsWith(',') ? text[..^1].TrimEnd(' ', '\t', '\r') : text;
        if (!text.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return ReadFields(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<(string Name, string Value)> ReadFields(byte[] json)
    {
        var fields = new List<(string, string)>();
        var name = "";
        var value = new StringBuilder();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read())
        {
            var last = value.Length == 0 ? '\0' : value[^1];
            var ends = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (value.Length > 0 && !ends && last is not ('{' or '[' or ':'))
            {
                value.Append(',');
            }

            var raw = Encoding.UTF8.GetString(reader.ValueSpan);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    name = Unescape(raw);
                    continue;
                case JsonTokenType.PropertyName:
                    value.Append(Stringify(Unescape(raw))).Append(':');
                    continue;
                case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                    continue;
                case JsonTokenType.String:
                    value.Append(Stringify(Unescape(raw)));
                    break;
                default:
                    value.Append(raw);
                    break;
            }

            if (reader.CurrentDepth == 1 && (ends || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)))
            {
                fields.Add((name, value.ToString()));
                value.Clear();
            }
        }

        return fields;
    }

    public static string Stringify(string text)
    {
        var result = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                result.Append(text, i++, 2);
            }
            else
            {
                result.Append(Escape(text[i]) ?? text[i].ToString());
            }
        }

        return result.Append('"').ToString();
    }

    public static bool IsPair(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);

    public static string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or (>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
        _ when char.IsSurrogate(c) => $"\\u{(int)c:x4}",
        _ => null,
    };

    /// <summary>A JSON string's content, which is known to be valid, as UTF-16 in which surrogates may stand alone.</summary>
    public static string Unescape(string raw)
    {
        var result = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                result.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                result.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                result.Append(raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }
        }

        return result.ToString();
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// What a line must become: slow, plain code that follows the design page sentence by sentence, and shares nothing with
/// the formatter. JSON is judged by <see cref="Utf8JsonReader"/>.
/// </summary>
internal static class LineOracle
{
    /// <summary>The message of one record without framing, or null when it must be refused.</summary>
    /// <param name="line">One line, with or without its line feed.</param>
    public static byte[]? Line(byte[] line, OutputFormat format, LineContext context)
    {
        var content = WithoutLineFeed(line);
        if (!Utf8.IsValid(content))
        {
            return null;
        }

        var received = TimeOracle.Microseconds(context.Received);
        if (context.Input == InputStyle.Text)
        {
            var header = HeaderOracle.Header(format, context, received);
            return Message(header, TextPayload(Encoding.UTF8.GetString(content), Room(format, header)));
        }

        if (ReadRecord(content) is not { } fields)
        {
            return null;
        }

        var time = TimeOracle.EventTime(context.Dataset, fields, context.Received) ?? received;
        var recordHeader = HeaderOracle.Header(format, context, time, fields);
        var output = Output(fields, format, context.Dataset);
        var shortening = new ShorteningOracle(format, context.Dataset);
        var payload = shortening.Payload(output);
        var room = Room(format, recordHeader);
        return Message(recordHeader, Encoding.UTF8.GetByteCount(payload) > room ? shortening.Shorten(output, room) : payload);
    }

    /// <summary>The fields of a payload that need not be shortened.</summary>
    public static List<OutputField> Output(List<(string Name, string Value)> fields, OutputFormat format, string dataset)
    {
        var ordered = Reordered(fields, format, dataset);
        return format.Payload == PayloadStyle.Json
            ? [.. ordered.Select(static field => new OutputField(Stringify(field.Name)[1..^1], field.Value, field.Value[0]))]
            : new PairOracle(format).Write(ordered);
    }

    /// <summary>What a field says: of a string its content, of a number, true and false themselves; else null.</summary>
    public static string? TextOf(List<(string Name, string Value)> fields, string name) =>
        fields.LastOrDefault(field => field.Name == name).Value switch
        {
            null or "null" or ['{' or '[', ..] => null,
            ['"', ..] text => Unescape(text[1..^1]),
            var other => other,
        };

    /// <summary>The message as it goes over the wire, or null when the line must be refused.</summary>
    public static byte[]? Framed(byte[] line, OutputFormat format, LineContext context)
    {
        if (Line(line, format, context) is not { } message)
        {
            return null;
        }

        return format.Framing == Framing.Newline
            ? [.. message, (byte)'\n']
            : [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];
    }

    /// <summary>Whether a line is to be passed over: neither a record nor refused.</summary>
    public static bool IsBlank(byte[] line, LineContext context)
    {
        var content = WithoutLineFeed(line);
        if (!Utf8.IsValid(content))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(content).Trim(' ', '\t', '\r');
        return text.Length == 0 || (text == "," && context.Input == InputStyle.Json);
    }

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

    private static byte[] WithoutLineFeed(byte[] line) => line is [.., (byte)'\n'] ? line[..^1] : line;

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

    private static byte[] Message(string header, string payload) =>
        Encoding.UTF8.GetBytes(payload.Length == 0 ? header : $"{header} {payload}");

    private static int Room(OutputFormat format, string header) =>
        format.MaxMessage == 0 ? int.MaxValue : format.MaxMessage - header.Length - 1;

    private static List<(string Name, string Value)> Reordered(
        List<(string Name, string Value)> fields, OutputFormat format, string dataset)
    {
        var timed = format.EventTimeField == EventTimeStyle.Unix ? WithSeconds(fields, dataset) : fields;
        var first = format.First.Names;
        return [.. timed.OrderBy(field => first.Contains(field.Name) ? first.IndexOf(field.Name) : first.Length)];
    }

    private static List<(string Name, string Value)> WithSeconds(List<(string Name, string Value)> fields, string dataset)
    {
        foreach (var name in TimeOracle.FieldsOf(dataset))
        {
            var at = fields.FindLastIndex(field => field.Name == name);
            if (at >= 0 && TimeOracle.Read(fields[at].Value) is { } time)
            {
                var seconds = BigInteger.DivRem(time, 1_000_000, out var rest) - (rest < 0 ? 1 : 0);
                return [.. fields[..at], (name, seconds.ToString(CultureInfo.InvariantCulture)), .. fields[(at + 1)..]];
            }
        }

        return fields;
    }

    private static string TextPayload(string line, int room)
    {
        var text = line.EndsWith('\r') ? line[..^1] : line;
        var result = new StringBuilder();
        foreach (var c in text)
        {
            var isOwn = c is '\t' or '"' or '\\' || char.IsSurrogate(c);
            result.Append(isOwn ? c.ToString() : Escape(c) ?? c.ToString());
        }

        var whole = result.ToString();
        if (Encoding.UTF8.GetByteCount(whole) <= room)
        {
            return whole;
        }

        while (Encoding.UTF8.GetByteCount(result.ToString()) > room - 3)
        {
            result.Length -= char.IsLowSurrogate(result[^1]) ? 2 : 1;
        }

        return result.Append('…').ToString();
    }

    public static string PlainKey(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@-";
            result.Append(Allowed.Contains(name[i]) ? name[i] : '_');
            i += IsPair(name, i) ? 1 : 0;
        }

        return result.ToString();
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

    private static bool IsPair(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);

    private static string? Escape(char c) => c switch
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

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// What a line must become: slow, plain code that follows the design page sentence by sentence, and shares nothing with
/// the formatter. JSON is judged by <see cref="JsonOracle"/>.
/// </summary>
internal static class LineOracle
{
    /// <summary>The message of one record without framing, or null when it must be refused.</summary>
    /// <param name="line">One line, with or without its line feed.</param>
    public static byte[]? Line(byte[] line, OutputFormat format, LineContext context) => Write(line, format, context).Message;

    /// <summary>What is to be noted of the message of a line that is not refused.</summary>
    public static LineNotes Notes(byte[] line, OutputFormat format, LineContext context, byte[]? shaped = null) =>
        Write(line, format, context, shaped).Notes;

    /// <summary>The fields of a payload that need not be shortened.</summary>
    public static List<OutputField> Output(List<(string Name, string Value)> fields, OutputFormat format, string dataset)
    {
        var ordered = Reordered(fields, format, dataset);
        return format.Payload == PayloadStyle.Json
            ? [.. ordered.Select(static field => new OutputField(JsonOracle.Stringify(field.Name)[1..^1], field.Value, field.Value[0]))]
            : new PairOracle(format).Write(ordered);
    }

    /// <summary>What a field says: of a string its content, of a number, true and false themselves; else null.</summary>
    public static string? TextOf(List<(string Name, string Value)> fields, string name, bool alsoAlike = false) =>
        (alsoAlike ? ValueOf(fields, name) : fields.LastOrDefault(field => field.Name == name).Value) switch
        {
            null or "null" or ['{' or '[', ..] => null,
            ['"', ..] text => JsonOracle.Unescape(text[1..^1]),
            var other => other,
        };

    /// <summary>The value of the last field of that name; without one, of the last that is alike.</summary>
    public static string? ValueOf(List<(string Name, string Value)> fields, string name)
    {
        var at = IndexOf(fields, name);
        return at < 0 ? null : fields[at].Value;
    }

    /// <summary>The message as it goes over the wire, or null when the line must be refused.</summary>
    /// <param name="shaped">What shaping makes of the record; null when it stays as it is.</param>
    public static byte[]? Framed(byte[] line, OutputFormat format, LineContext context, byte[]? shaped = null)
    {
        if (Write(line, format, context, shaped).Message is not { } message)
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

    /// <summary>A key as pairs have it.</summary>
    public static string PlainKey(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@-";
            result.Append(Allowed.Contains(name[i]) ? name[i] : '_');
            i += JsonOracle.IsPair(name, i) ? 1 : 0;
        }

        return result.ToString();
    }

    private static (byte[]? Message, LineNotes Notes) Write(
        byte[] line, OutputFormat format, LineContext context, byte[]? shaped = null)
    {
        var content = WithoutLineFeed(line);
        if (!Utf8.IsValid(content))
        {
            return default;
        }

        var received = TimeOracle.Microseconds(context.Received);
        if (context.Input == InputStyle.Text)
        {
            var header = HeaderOracle.Header(format, context, received);
            var text = TextPayload(Encoding.UTF8.GetString(content), int.MaxValue);
            var room = Room(format, header);
            return Encoding.UTF8.GetByteCount(text) > room
                ? (Message(header, TextPayload(Encoding.UTF8.GetString(content), room)), LineNotes.Shortened)
                : (Message(header, text), LineNotes.None);
        }

        return JsonOracle.ReadRecord(content) is { } fields
            ? WriteRecord(fields, shaped is null ? fields : JsonOracle.ReadRecord(shaped)!, format, context)
            : default;
    }

    /// <summary>The header is that of the record as it came, the payload that of what shaping made of it.</summary>
    private static (byte[] Message, LineNotes Notes) WriteRecord(
        List<(string Name, string Value)> fields, List<(string Name, string Value)> shaped, OutputFormat format, LineContext context)
    {
        var time = TimeOracle.EventTime(context.Dataset, fields, context.Received);
        var header = HeaderOracle.Header(format, context, time ?? TimeOracle.Microseconds(context.Received), fields);
        var output = Output(shaped, format, context.Dataset);
        var shortening = new ShorteningOracle(format, context.Dataset);
        var payload = shortening.Payload(output);
        var room = Room(format, header);
        var isTooLong = Encoding.UTF8.GetByteCount(payload) > room;
        return (
            Message(header, isTooLong ? shortening.Shorten(output, room) : payload),
            (isTooLong ? LineNotes.Shortened : LineNotes.None) | (time is null ? LineNotes.ReceiveTime : LineNotes.None));
    }

    public static int IndexOf(List<(string Name, string Value)> fields, string name)
    {
        string Folded(string text) =>
            string.Concat(text.Where(c => !"_-.".Contains(c)).Select(c => char.IsAscii(c) ? char.ToLowerInvariant(c) : c));
        var at = fields.FindLastIndex(field => field.Name == name);
        return at >= 0 ? at : fields.FindLastIndex(field => Folded(field.Name) == Folded(name));
    }

    private static byte[] WithoutLineFeed(byte[] line) => line is [.., (byte)'\n'] ? line[..^1] : line;

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
            var at = IndexOf(fields, name);
            if (at >= 0 && TimeOracle.Read(fields[at].Value) is { } time)
            {
                var seconds = BigInteger.DivRem(time, 1_000_000, out var rest) - (rest < 0 ? 1 : 0);
                return [.. fields[..at], (fields[at].Name, seconds.ToString(CultureInfo.InvariantCulture)), .. fields[(at + 1)..]];
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
            result.Append(isOwn ? c.ToString() : JsonOracle.Escape(c) ?? c.ToString());
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
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorRelay.Tests.Streams;

/// <summary>
/// What a body comes to, read the slow way: as one JSON text where it is an array of records or the envelope that was named,
/// else line by line and character by character.
/// </summary>
internal static class BodyOracle
{
    /// <param name="body">All of it.</param>
    /// <param name="unwrap">The member of an envelope; empty for none.</param>
    /// <returns>The records, and how many lines are none; null for records when the body is to be refused.</returns>
    public static (List<string>? Records, int Bad) Read(string body, string unwrap)
    {
        var lines = Elements(body, unwrap) ?? [.. body.Split('\n').SelectMany(Pieces)];
        var records = new List<string>();
        var (bad, objects) = (0, 0);
        foreach (var line in lines.Select(line => line.Trim(' ', '\t', '\r')).Where(line => line is not ("" or ",")))
        {
            var text = line.TrimStart(',').TrimStart(' ', '\t', '\r');
            objects += text.StartsWith('{') ? 1 : 0;
            if (Parse(text.TrimEnd(' ', '\t', '\r', ',')) is JsonObject record && !text.Contains(",,", StringComparison.Ordinal))
            {
                records.Add(record.ToJsonString());
            }
            else
            {
                bad++;
            }
        }

        return objects == 0 && bad > 0 ? (null, bad) : (records, bad);
    }

    private static List<string>? Elements(string body, string unwrap)
    {
        if (Parse(body) is not { } whole)
        {
            return null;
        }

        var array = whole as JsonArray ?? (unwrap.Length > 0 && whole is JsonObject envelope ? envelope[unwrap] as JsonArray : null);
        return array is null || (array.Count > 0 && array[0] is not JsonObject)
            ? null
            : [.. array.Select(element => element?.ToJsonString() ?? "null")];
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Cuts a line behind each balanced object that another follows.</summary>
    private static IEnumerable<string> Pieces(string line)
    {
        var start = 0;
        for (var at = Blank(line, 0); at < line.Length && line[at] == '{';)
        {
            var end = ObjectEnd(line, at);
            var next = end < 0 ? line.Length : Blank(line, end);
            if (next >= line.Length || line[next] != '{')
            {
                break;
            }

            yield return line[start..next];
            start = at = next;
        }

        yield return line[start..];
    }

    /// <summary>Behind white space, one comma, and white space.</summary>
    private static int Blank(string line, int at)
    {
        var comma = false;
        while (at < line.Length && (line[at] is ' ' or '\t' or '\r' || (line[at] == ',' && !comma)))
        {
            comma |= line[at++] == ',';
        }

        return at;
    }

    private static int ObjectEnd(string line, int at)
    {
        var (depth, quoted) = (0, false);
        for (; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '\\' when quoted:
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '{' or '[' when !quoted:
                    depth++;
                    break;
                case '}' or ']' when !quoted && --depth == 0:
                    return at + 1;
            }
        }

        return -1;
    }
}

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// Readers as SIEM products have them, which know nothing of JSON: each finds the value of a key in a line, without the
/// quotes around it, or nothing.
/// </summary>
internal static class NaiveReader
{
    public static IReadOnlyList<(string Name, Func<string, string, string?> Read)> All { get; } =
    [
        ("First `Key=` anywhere", FirstAnywhere),
        ("First `Key=\"` behind a space", BehindASpace),
        ("Split at spaces", SplitAtSpaces),
    ];

    /// <summary>The first <c>Key=</c>, be it the end of another key or within a value; up to the next quote, or to the next space.</summary>
    public static string? FirstAnywhere(string line, string key)
    {
        var at = line.IndexOf($"{key}=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = line[(at + key.Length + 1)..];
        return rest.StartsWith('"') ? UpTo('"', rest[1..]) : UpTo(' ', rest);
    }

    /// <summary>The first <c>Key="</c> at the beginning or behind a space; up to the next quote that has no backslash before it.</summary>
    public static string? BehindASpace(string line, string key)
    {
        var at = $" {line}".IndexOf($" {key}=\"", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var start = at + key.Length + 2;
        for (var end = start; end < line.Length; end++)
        {
            if (line[end] == '"')
            {
                return line[start..end];
            }

            end += line[end] == '\\' ? 1 : 0;
        }

        return null;
    }

    /// <summary>The line cut at each space, each part cut at its first <c>=</c>, quotes around the value taken off.</summary>
    public static string? SplitAtSpaces(string line, string key)
    {
        var pair = line.Split(' ').FirstOrDefault(part => part.Split('=')[0] == key && part.Contains('='));
        return pair?[(key.Length + 1)..].Trim('"');
    }

    private static string UpTo(char end, string text)
    {
        var at = text.IndexOf(end);
        return at < 0 ? text : text[..at];
    }
}

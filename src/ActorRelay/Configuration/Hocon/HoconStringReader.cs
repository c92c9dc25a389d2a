using System.Globalization;
using System.Text;

namespace ActorRelay.Configuration.Hocon;

/// <summary>Reads <c>"..."</c> and <c>"""..."""</c>. Null after an error, which has then been reported.</summary>
internal static class HoconStringReader
{
    public const string Triple = "\"\"\"";

    public static string? Read(HoconScanner scanner, Action<Place, string> error) =>
        scanner.StartsWith(Triple) ? ReadTriple(scanner, error) : ReadSingle(scanner, error);

    private static string? ReadSingle(HoconScanner scanner, Action<Place, string> error)
    {
        var start = scanner.Here;
        var text = new StringBuilder();
        scanner.Next();
        while (scanner.Current != '"')
        {
            if (scanner.AtEnd || scanner.Current is '\n' or '\r')
            {
                error(start, "this string has no closing '\"' on its line");
                return null;
            }

            if (scanner.Current == '\\')
            {
                if (!ReadEscape(scanner, text))
                {
                    error(
                        scanner.Here,
                        "expected an escape, one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000; write \\\\ for a backslash");
                    return null;
                }
            }
            else if (char.IsControl(scanner.Current) && scanner.Current != '\t')
            {
                error(
                    scanner.Here,
                    $"{scanner.Found()} cannot be in a string: write it as \\u{(int)scanner.Current:x4}");
                return null;
            }
            else
            {
                text.Append(scanner.Current);
                scanner.Next();
            }
        }

        scanner.Next();
        return text.ToString();
    }

    private static bool ReadEscape(HoconScanner scanner, StringBuilder text)
    {
        var escaped = scanner.Peek(1) switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        if (escaped != '\0')
        {
            text.Append(escaped);
            scanner.Next(2);
            return true;
        }

        if (scanner.Peek(1) != 'u' || scanner.Position + 6 > scanner.Text.Length ||
            !ushort.TryParse(
                scanner.Text.AsSpan(scanner.Position + 2, 4),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var unit))
        {
            return false;
        }

        text.Append((char)unit);
        scanner.Next(6);
        return true;
    }

    /// <summary>Everything up to the last three quotes in a row, line ends included, nothing escaped.</summary>
    private static string? ReadTriple(HoconScanner scanner, Action<Place, string> error)
    {
        var begin = scanner.Position + Triple.Length;
        var end = scanner.Text.IndexOf(Triple, begin, StringComparison.Ordinal);
        if (end < 0)
        {
            error(scanner.Here, "this string has no closing '\"\"\"'");
            return null;
        }

        while (end + Triple.Length < scanner.Text.Length && scanner.Text[end + Triple.Length] == '"')
        {
            end++;
        }

        scanner.Next(end + Triple.Length - scanner.Position);
        return scanner.Text[begin..end];
    }
}

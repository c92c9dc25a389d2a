using System.Globalization;
using System.Text;

namespace ActorRelay.Tests.Syslog;

/// <summary>Writes random records with what is likely to go wrong in them, and breaks some.</summary>
internal sealed class RandomRecord(Random random)
{
    private static readonly string[] Keys =
    [
        "Datetime", "Timestamp", "EdgeStartTimestamp", "EdgeEndTimestamp", "SessionStartTime", "SessionEndTime", "When",
        "ClientIP", "URL", "a", "", "OriginTLSCertificateValidationResult", "X-Header", "user@host", "a.b", "_", "IsIsolated1",
        "Action", "EdgeResponseStatus", "HTTPStatusCode", "SecurityAction", "ContentScanObjResults",
        "exactly_thirty_two_characters_ok", "thirty_one_characters_in_a_key_", "thirty_three_characters_in_a_key_",
    ];

    private static readonly string[] OddKeys =
    [
        "\\u0044atetime", "two words", "キー", "a\\\"b", "a=b", "\\ud83d\\ude00x", "\\udc00", "\\ud800\\ud800", "a/b", "\u007F",
        "\u0085", "😀", "tab\\t", "\\/", "Date\\u0074ime", "a_long_key_with_an_odd_character_far_behind_the_first_vector_é_end",
    ];

    private static readonly string[] Pieces =
    [
        "x", "hello", " ", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\u0000", "\\u001F", "\\u0026", "\\u3042",
        "\\u00e9", "\\u007f", "\\u0080", "\\u009F", "\\u00a0", "\\u2028", "\\u2029", "\\u202a", "\\uD83D\\uDE00", "\\ud800",
        "\\uDFFF", "\\ud83d\\u0041", "\\ud83d\\n", "\u007F", "\u0080", "\u0085", "\u009F", "\u00A0", "£", "é", "日本語", "たろうのPC",
        "\u2028", "\u2029", "\u2030", "…", "😀", "=", "{", "]", ",", ":", "\\u0022", "\\u005c", "\\u002F", "'",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "12345678901234567890123456789012345678901234567890", "1E400", "-0.0", "1e+5", "1E-5", "0.5", "0e0",
        "1657233726004000000", "1724782330", "3.141592653589793238462643383279", "9223372036854775808", "0.1e1",
        "1234567890123456", "12345678901234567",
    ];

    private static readonly string[] Severities =
    [
        "\"block\"", "\"Blocked\"", "\"\\u0062lock\"", "\"dropped\"", "\"connectionClose\"", "\"connectionClosed\"", "\"allow\"", "500", "\"503\"",
        "599", "600", "50", "5000", "[\"clean\",\"Malicious\"]", "\"malicious\"", "[\"block\"]",
    ];

    private static readonly string[] BrokenValues =
    [
        "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "tru", "True", "nul", "NaN", "Infinity", "'a'", "\"\\x\"", "\"\\u12G4\"",
        "\"\\u123", "\"a\tb\"", "\"\u0001\"", "[1,]", "{\"a\":1,}", "[", "{", "]", "}", "{\"a\"}", "{a:1}", "[1 2]", "\"", "\"\\", "/**/1", "-a",
        "\"\\ud83d\\u", "truefalse", "1-1", "--1", "\"a\nb\"",
    ];

    private static readonly byte[] Interesting = [.. "\"\\{}[]:,\r\t -0.eEtfnu/"u8, 0, 0x1F, 0x7F, 0x80, 0xC2, 0xE2, 0xA8, 0xED, 0xA0, 0xF4, 0xFF];

    /// <summary>One line without a line feed: mostly a record, sometimes broken.</summary>
    public byte[] Line()
    {
        var line = Encoding.UTF8.GetBytes(Record());
        for (var mutations = random.Next(4) == 0 ? random.Next(1, 4) : 0; mutations > 0; mutations--)
        {
            line = Mutate(line);
        }

        return line.AsSpan().Contains((byte)'\n') ? line[..line.IndexOf((byte)'\n')] : line;
    }

    private string Record()
    {
        switch (random.Next(200))
        {
            case 0:
                return Pick(["", " ", ",", " , ", "\r", ",,", "[]", "null", "\"a\"", "{", "}", "{}{}", "{},,", "[{}]", ",{},", "\t{ }\r"]);
            case 1:
                return Nested(random.Next(60, 68));
        }

        var text = new StringBuilder();
        text.Append(Chance(20) ? Space() : "").Append(Chance(20) ? "," : "").Append(Chance(20) ? Space() : "");
        text.Append('{').Append(Space());
        var fields = random.Next(10) == 0 ? 0 : Chance(30) ? random.Next(9, 90) : random.Next(1, 9);
        var isUsual = Chance(2);
        for (var i = 0; i < fields; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Space());
            var key = isUsual && i < Keys.Length && !Chance(10) ? Keys[i] : Chance(6) ? Pick(OddKeys) : Pick(Keys);
            text.Append('"').Append(key).Append('"').Append(Space()).Append(':').Append(Space());
            text.Append(Chance(3) ? Time() : Chance(12) ? Pick(Severities) : Value(0)).Append(Space());
        }

        text.Append('}').Append(Chance(20) ? Space() : "").Append(Chance(20) ? "," : "").Append(Chance(10) ? "\r" : "");
        return text.ToString();
    }

    private string Nested(int depth)
    {
        var arrays = Chance(2);
        var inner = depth - 2;
        return arrays
            ? "{\"a\":" + new string('[', inner + 1) + new string(']', inner + 1) + "}"
            : "{\"a\":" + string.Concat(Enumerable.Repeat("{\"b\":", inner)) + "{}" + new string('}', inner) + "}";
    }

    private string Value(int depth)
    {
        if (Chance(60))
        {
            return Pick(BrokenValues);
        }

        switch (random.Next(depth > 4 ? 8 : 10))
        {
            case < 4:
                return Text();
            case < 6:
                return Chance(2) ? Pick(Numbers) : random.NextInt64().ToString(CultureInfo.InvariantCulture);
            case 6:
                return Pick(["true", "false", "null"]);
            case 7:
                return Pick(["[]", "{}", "\"\""]);
            case 8:
                return "[" + Space() + string.Join($"{Space()},{Space()}", Many(() => Value(depth + 1))) + Space() + "]";
            default:
                return "{" + Space() + string.Join($"{Space()},{Space()}",
                    Many(() => $"{Text()}{Space()}:{Space()}{Value(depth + 1)}")) + Space() + "}";
        }
    }

    private string Text()
    {
        var text = new StringBuilder("\"");
        if (Chance(2))
        {
            text.Append('p', random.Next(70));
        }

        for (var pieces = random.Next(6); pieces > 0; pieces--)
        {
            text.Append(Pick(Pieces));
            text.Append('q', Chance(3) ? random.Next(40) : 0);
        }

        return text.Append('"').ToString();
    }

    private string Time()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_793_664_000_000 + random.NextInt64(-200L * 86_400_000, 2L * 86_400_000));
        var nanoseconds = random.Next(1_000_000);
        return random.Next(12) switch
        {
            0 => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            1 => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            2 => $"{time.ToUnixTimeMilliseconds()}{nanoseconds:d6}",
            3 => $"\"{time.ToUnixTimeSeconds()}\"",
            4 => time.ToString("\"\\\"\"yyyy-MM-ddTHH:mm:ss\"Z\\\"\"", CultureInfo.InvariantCulture),
            5 => time.ToString("\"\\\"\"yyyy-MM-ddTHH:mm:ss.fff\"Z\\\"\"", CultureInfo.InvariantCulture),
            6 => time.ToOffset(TimeSpan.FromMinutes(570)).ToString("\"\\\"\"yyyy-MM-ddTHH:mm:sszzz\"\\\"\"", CultureInfo.InvariantCulture),
            7 => time.ToString("\"\\\"\"yyyy-MM-ddTHH:mm:ss.fff\"+0000\\\"\"", CultureInfo.InvariantCulture),
            8 => $"{time.ToUnixTimeSeconds()}.{nanoseconds}",
            9 => $"\"{time:yyyy-MM-dd}T{time:HH:mm:ss}\\u002B00:00\"",
            10 => $"{time.ToUnixTimeMilliseconds() / 1e12:R}e12",
            _ => Pick(["0", "\"1970-01-01T00:00:00Z\"", "\"\"", "null", "\"yesterday\"", "\"2026-13-01T00:00:00Z\"", "[1]", "\"2026-11-03T23:59:60Z\""]),
        };
    }

    private byte[] Mutate(byte[] line)
    {
        var at = random.Next(line.Length + 1);
        var any = Chance(2) ? Interesting[random.Next(Interesting.Length)] : (byte)random.Next(256);
        switch (random.Next(6))
        {
            case 0 when at < line.Length:
                byte[] flipped = [.. line];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when at < line.Length:
                byte[] replaced = [.. line];
                replaced[at] = any;
                return replaced;
            case 2:
                return line[..at];
            case 3:
                return [.. line[..at], any, .. line[at..]];
            case 4 when at < line.Length:
                return [.. line[..at], .. line[(at + 1)..]];
            default:
                return [.. line[..at], .. line[random.Next(line.Length + 1)..]];
        }
    }

    private IEnumerable<string> Many(Func<string> make) => Enumerable.Range(0, random.Next(4)).Select(_ => make()).ToList();

    private string Space() => Chance(30) ? Pick([" ", "\t", "\r", "  ", " \t "]) : "";

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;
}

using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Writes random records of a dataset, of values that fit the standards' keys and of such that nearly do.</summary>
internal sealed class RandomEvent(Random random, string dataset)
{
    private static readonly string[] Values =
    [
        "\"192.0.2.1\"", "\"192.0.2.256\"", "\"010.0.0.1\"", "\"1.2.3\"", "\"1.2.3.4.5\"", "\"2001:db8::1\"", "\"::\"", "\"::ffff:192.0.2.1\"",
        "\"1:2:3:4:5:6:7:8\"", "\"1:2:3:4:5:6:7::\"", "\"1:2:3\"", "\"fe80::1%eth0\"", "\"[::1]\"", "\"***\"", "0", "80", "65535", "65536",
        "\"443\"", "-1", "2147483647", "2147483648", "1.5", "9223372036854775807", "9223372036854775808", "true", "null", "\"\"", "[]", "{}",
        "[ 1, 2]", "{\"a\" :\"b=c ] \\\"d\\\"\\\\\" }", "\" \"", "\"\\t\\n\"", "\"\\r\\n\"", "\"C:\\\\\"", "\"a=b c=d|e\\\\f\"", "\"https\"",
        "\"www.example.com\"", "\"/a b?x=1\"", "\"?q=1\"", "\"q\"", "\"block\"", "\"全社 Default\"", "\"\\u0085\\ud800\"", "\"] [x\"", "\" a\\n\"",
        "\"\u007f\u0085\u2028\"", "\"2026-11-02T12:00:00.1239Z\"", "1793620800000000001", "1793620800123000000", "\"2026-11-02T12:00:00Z\"",
    ];

    private static readonly string[] Names =
    [
        "Datetime", "EdgeStartTimestamp", "When", "CreatedAt", "SessionStartTime", "msg", "cs1Label", "act", "src", "more", "dataset",
        "_shortened", "shortened", "cfmsg", "a.b", "a b", "a_b", "ab", "AB", "Policy", "policy", "X-Header", "キー", "ー", "😀",
        "OriginResponseHeaderReceiveDurationMs", "OriginResponseHeaderReceiveDurationUs", "OriginTLSCertificateValidationResult",
    ];

    private readonly string[] _names =
        [.. Names, .. CefKeys.Of(dataset).Concat(LeefKeys.Of(dataset)).SelectMany(static key => key.Fields).Distinct()];

    public byte[] Line()
    {
        var names = random.Next(3) == 0 ? random.GetItems(_names, random.Next(1, 60)) : [.. _names.OrderBy(_ => random.Next()).Take(random.Next(60))];
        return Encoding.UTF8.GetBytes("{" + string.Join(',', names.Select(name => $"\"{name}\":{Value()}")) + "}");
    }

    private string Value() => random.Next(12) == 0
        ? $"\"{(random.Next(2) == 0 ? "/" : "")}{string.Concat(Enumerable.Repeat(random.GetItems((string[])["x", "=", "あ", "\\\\", "\\n", " "], 1)[0], random.Next(1200)))}\""
        : random.GetItems(Values, 1)[0];
}

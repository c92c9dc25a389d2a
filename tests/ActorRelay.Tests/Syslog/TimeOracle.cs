using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.Syslog;

/// <summary>Event times by arithmetic on whole numbers of any size, and regular expressions.</summary>
internal static partial class TimeOracle
{
    /// <summary>The event time in microseconds, or null when the time of receipt must stand in for it.</summary>
    public static long? EventTime(string dataset, List<(string Name, string Value)> fields, DateTimeOffset received)
    {
        foreach (var name in FieldsOf(dataset))
        {
            var value = LineOracle.ValueOf(fields, name);
            if (value is not null && Read(value) is { } time
                && time >= Microseconds(received.AddDays(-180)) && time <= Microseconds(received.AddDays(1)))
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>Where a dataset's event time can be.</summary>
    public static string[] FieldsOf(string dataset) => dataset switch
    {
        "http_requests" => ["EdgeStartTimestamp", "EdgeEndTimestamp"],
        "firewall_events" or "gateway_dns" or "gateway_http" or "gateway_network" or "network_analytics_logs"
            or "dlp_forensic_copies" or "mcp_portal_logs" => ["Datetime"],
        "ssh_logs" => ["Datetime", "SessionStartDatetime"],
        "zero_trust_network_sessions" => ["SessionStartTime", "SessionEndTime"],
        "audit_logs" => ["When"],
        "audit_logs_v2" => ["ActionTimestamp"],
        "access_requests" => ["CreatedAt"],
        "casb_findings" => ["DetectedTimestamp"],
        "workers_trace_events" => ["EventTimestampMs"],
        "websocket_analytics" => ["EdgeEndTimestamp", "EdgeStartTimestamp", "timestampEndNanos", "timestampStartNanos"],
        "magic_bgp_logs" => ["EventTimestamp"],
        "email_security_post_delivery_events" => ["CompletedAt", "RequestedAt", "MessageTimestamp"],
        "zaraz_events" => ["TimestampStart"],
        "dns_logs" or "nel_reports" => ["Timestamp"],
        _ => ["Datetime", "Timestamp", "EdgeStartTimestamp"],
    };

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>A time from compact JSON, or null when it is none.</summary>
    public static long? Read(string json)
    {
        var quoted = json.StartsWith('"');
        var text = json;
        if (quoted)
        {
            try
            {
                text = JsonSerializer.Deserialize<string>(json)!;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }

        if (quoted && Rfc3339().Match(text) is { Success: true } match)
        {
            return ReadRfc3339(match);
        }

        return (quoted ? PlainNumber() : AnyNumber()).Match(text) is { Success: true } number ? ReadNumber(number) : null;
    }

    private static long? ReadNumber(Match number)
    {
        var fraction = number.Groups["fraction"].Value;
        var digits = BigInteger.Parse(number.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        var exponents = number.Groups["exponent"].Value;
        if (exponents.Length > 4 || number.Length > 64)
        {
            return null;
        }

        var exponent = (exponents.Length == 0 ? 0 : int.Parse(exponents, CultureInfo.InvariantCulture)) - fraction.Length;
        if (Math.Abs(exponent) > 60)
        {
            return null;
        }

        var value = new Rational(digits * (exponent > 0 ? BigInteger.Pow(10, exponent) : 1), exponent < 0 ? BigInteger.Pow(10, -exponent) : 1);
        var size = value.IsNegative ? value.Negated : value;
        var factor = size.IsBelow(11) ? new Rational(1_000_000, 1) : size.IsBelow(14) ? new Rational(1000, 1)
            : size.IsBelow(17) ? new Rational(1, 1) : new Rational(1, 1000);
        var result = value.Times(factor).Floor;
        return size.IsBelow(18) || BigInteger.Abs(value.Floor) <= long.MaxValue ? (long)result : null;
    }

    private static long? ReadRfc3339(Match match)
    {
        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        var (hour, minute, second) = (Number("hour"), Number("minute"), Number("second"));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return null;
        }

        var offset = 0;
        if (match.Groups["sign"].Success)
        {
            if (Number("oh") > 23 || Number("om") > 59)
            {
                return null;
            }

            offset = (Number("oh") * 60 + Number("om")) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        }

        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        var days = (new DateTime(year, month, day) - DateTime.UnixEpoch).Days;
        return ((days * 1440L + hour * 60 + minute - offset) * 60 + second) * 1_000_000 + int.Parse(fraction, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+-])(?<oh>[0-9]{2}):?(?<om>[0-9]{2}))?\z")]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"\A(?<whole>-?[0-9]+)(\.(?<fraction>[0-9]+))?\z")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"\A(?<whole>-?[0-9]+)(\.(?<fraction>[0-9]+))?([eE](?<exponent>[+-]?[0-9]+))?\z")]
    private static partial Regex AnyNumber();

    private readonly record struct Rational(BigInteger Top, BigInteger Bottom)
    {
        public bool IsNegative => Top.Sign < 0;

        public Rational Negated => new(-Top, Bottom);

        public BigInteger Floor => BigInteger.DivRem(Top, Bottom, out var rest) - (rest.Sign < 0 ? 1 : 0);

        public bool IsBelow(int power) => Top < BigInteger.Pow(10, power) * Bottom;

        public Rational Times(Rational other) => new(Top * other.Top, Bottom * other.Bottom);
    }
}

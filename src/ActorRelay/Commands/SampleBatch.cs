using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorRelay.Commands;

/// <summary>
/// Records of one dataset that are bundled with the program: synthetic, in the shapes Logpush sends, with documentation
/// names and addresses (RFC 2606, 5737, 3849).
/// </summary>
/// <param name="Dataset">Its name.</param>
/// <param name="EventField">The field with the event time.</param>
/// <param name="Records">One JSON object each.</param>
internal sealed partial record SampleBatch(string Dataset, string EventField, ImmutableArray<string> Records)
{
    /// <summary>The day, in UTC, on which everything in the bundled files happened.</summary>
    private static readonly DateOnly FileDay = new(2026, 11, 3);

    private static readonly (string Dataset, string EventField)[] Files =
    [
        ("http_requests", "EdgeStartTimestamp"),
        ("firewall_events", "Datetime"),
        ("gateway_http", "Datetime"),
        ("gateway_dns", "Datetime"),
        ("gateway_network", "Datetime"),
        ("zero_trust_network_sessions", "SessionStartTime"),
        ("audit_logs", "When"),
        ("dns_logs", "Timestamp"),
        ("workers_trace_events", "EventTimestampMs"),
    ];

    /// <summary>
    /// All of them, moved to <paramref name="day"/>: a relay gives an event of more than half a year ago the time of
    /// receipt, and the files get older.
    /// </summary>
    public static ImmutableArray<SampleBatch> LoadAll(DateOnly day) =>
        [.. Files.Select(file => Load(file.Dataset, file.EventField, day))];

    internal static string MoveTo(DateOnly day, string record)
    {
        var days = day.DayNumber - FileDay.DayNumber;
        var first = new DateTimeOffset(FileDay, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
        var moved = record.Replace($"{FileDay:yyyy-MM-dd}T", $"{day:yyyy-MM-dd}T", StringComparison.Ordinal);
        return UnixTime().Replace(moved, match =>
        {
            var seconds = long.Parse(match.ValueSpan, CultureInfo.InvariantCulture);
            var isOfFileDay = seconds - first is >= 0 and < 86_400;
            return isOfFileDay ? $"{seconds + (days * 86_400L)}" : match.Value;
        });
    }

    /// <summary>The seconds of a Unix time in s, ms or ns: 10 digits, then none, 3 or 9 more.</summary>
    [GeneratedRegex(@"(?<!\d)\d{10}(?=(\d{3}|\d{9})?(?!\d))")]
    private static partial Regex UnixTime();

    private static SampleBatch Load(string dataset, string eventField, DateOnly day) =>
        new(dataset, eventField, [.. Lines(dataset).Select(line => MoveTo(day, line))]);

    private static IEnumerable<string> Lines(string dataset)
    {
        var name = $"samples/{dataset}.ndjson";
        using var stream = typeof(SampleBatch).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program lacks its resource {name}");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}

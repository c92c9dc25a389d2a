using ActorRelay.Syslog;

namespace ActorRelay.Benchmarks;

/// <summary>Outputs that differ from plain key-value pairs in one option each.</summary>
internal static class MicroOptions
{
    private static readonly OutputFormat Plain = OutputProfiles.Alog;

    public static (string Name, OutputFormat Format)[] All { get; } =
    [
        ("max-message, none too long", Plain with { MaxMessage = 64 * 1024 }),
        ("max-message, most too long", Plain with { MaxMessage = 1024 }),
        ("quote = all", Plain with { Quote = QuoteStyle.All }),
        ("nested = quoted", Plain with { Nested = NestedStyle.Quoted }),
        ("nested = flatten", Plain with { Nested = NestedStyle.Flatten }),
        ("null = drop", Plain with { Null = NullStyle.Drop }),
        ("event-time-field = unix", Plain with { EventTimeField = EventTimeStyle.Unix }),
        ("first, three fields", Plain with { First = new FieldNames(["URL", "Action", "Email"]) }),
        ("severity by dataset", Plain with { Severity = SeverityRule.ByDataset }),
        ("hostname = {DeviceName}", Plain with { Hostname = "{DeviceName}" }),
        ("payload = json", Plain with { Payload = PayloadStyle.Json }),
    ];
}

using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>
/// What a Receiver of a kind reads best: the defaults that a Receiver's <c>profile</c> gives to its other settings. Shown in
/// hocon/relay.hocon with what each rests on.
/// </summary>
internal static class OutputProfiles
{
    private const int AuthCrit = 4 * 8 + 2;
    private const int Local0Info = 16 * 8 + 6;

    /// <summary>
    /// ALog: RFC 3164 with local time of Japan, the dataset as HOSTNAME and no TAG (it reads time, host and message with
    /// a space between), and pairs for its KeySearch mapping.
    /// </summary>
    public static OutputFormat Alog { get; } = new()
    {
        Header = HeaderStyle.Rfc3164,
        Payload = PayloadStyle.KeyValue,
        Framing = Framing.Newline,
        Priority = AuthCrit,
        TimeZone = Japan(),
        Hostname = "{dataset}",
        AppName = "",
        MsgId = "",
    };

    /// <summary>
    /// rsyslog: RFC 5424, whose APP-NAME holds the dataset whole, where RFC 3164 would make the first pair the TAG, and
    /// whose time has year, zone and microseconds; JSON for mmjsonparse. Octet counting, because imptcp (8.2302) writes a
    /// line above its limit many times over, and a counted message only once. Messages are shortened to its default limit,
    /// 8096 bytes, which is no 8 KiB; so no count comes near 200,000, above which it would garble the stream. local0 keeps
    /// access logs out of auth.log and off the console.
    /// </summary>
    public static OutputFormat Rsyslog { get; } = new()
    {
        Header = HeaderStyle.Rfc5424,
        Payload = PayloadStyle.Json,
        Framing = Framing.OctetCounting,
        Priority = Local0Info,
        Severity = SeverityRule.ByDataset,
        TimeZone = TimeZoneInfo.Utc,
        Hostname = "{host}",
        AppName = "{dataset}",
        MsgId = "{source}",
        MaxMessage = 8096,
    };

    /// <summary>
    /// syslog-ng: RFC 5424 with octet counting, which is what its <c>syslog()</c> source speaks; JSON for json-parser().
    /// It closes the connection at a message above <c>log-msg-size()</c>, so they are shortened to its default, 64 KiB.
    /// </summary>
    public static OutputFormat SyslogNg { get; } = Rsyslog with
    {
        MaxMessage = 64 * 1024,
    };

    /// <summary>
    /// QRadar: LEEF, which it takes apart by itself, behind RFC 3164 without a TAG, as IBM's guide has it; HOSTNAME is what it
    /// tells log sources apart by, and the dataset is the EventID. It cuts TCP messages at 4,096 bytes unless told otherwise.
    /// </summary>
    public static OutputFormat Qradar { get; } = new()
    {
        Header = HeaderStyle.Rfc3164,
        Payload = PayloadStyle.Leef,
        Framing = Framing.Newline,
        Priority = Local0Info,
        Severity = SeverityRule.ByDataset,
        TimeZone = TimeZoneInfo.Utc,
        Hostname = "{host}",
        AppName = "",
        MsgId = "",
        MaxMessage = 4096,
    };

    /// <summary>
    /// ArcSight: CEF behind RFC 3164 without a TAG, as its guide has it; the dataset is in the event class id and in
    /// <c>cat</c>. The limit is the smallest that is told of its connectors, 8 KiB.
    /// </summary>
    public static OutputFormat Arcsight { get; } = Qradar with
    {
        Payload = PayloadStyle.Cef,
        MaxMessage = 8 * 1024,
    };

    /// <summary>
    /// Splunk: pairs in which every value is quoted, which its automatic key-value extraction reads behind any header, where it
    /// reads JSON only as the whole event; RFC 5424 for a time with a zone. Its raw TCP input knows no octet counts, and cuts
    /// a line at TRUNCATE, 10,000 bytes.
    /// </summary>
    public static OutputFormat Splunk { get; } = Rsyslog with
    {
        Payload = PayloadStyle.KeyValue,
        Framing = Framing.Newline,
        Quote = QuoteStyle.All,
        MaxMessage = 10_000,
    };

    /// <summary>
    /// Graylog: structured data, of which its Syslog TCP input makes fields; it tells octet counts by the first digit. What
    /// is over max_message_size, 2 MiB, is not taken.
    /// </summary>
    public static OutputFormat Graylog { get; } = Rsyslog with
    {
        Payload = PayloadStyle.StructuredData,
        MaxMessage = 2 * 1024 * 1024,
    };

    /// <summary>By the names that settings call them; the first is what a Receiver without one has.</summary>
    public static ImmutableArray<(string Name, OutputFormat Format)> All { get; } =
    [
        ("alog", Alog), ("rsyslog", Rsyslog), ("syslog-ng", SyslogNg), ("qradar", Qradar), ("arcsight", Arcsight),
        ("splunk", Splunk), ("graylog", Graylog),
    ];

    /// <summary>Where there is no zone database (small containers), its one rule is known: nine hours, no summer time.</summary>
    private static TimeZoneInfo Japan() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Tokyo", out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Japan", "Japan");
}

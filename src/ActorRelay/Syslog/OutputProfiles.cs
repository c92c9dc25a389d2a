using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>
/// What a Receiver of a kind reads best: the defaults that a Receiver's <c>profile</c> gives to its other settings.
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

    /// <summary>By the names that settings call them; the first is what a Receiver without one has.</summary>
    public static ImmutableArray<(string Name, OutputFormat Format)> All { get; } =
        [("alog", Alog), ("rsyslog", Rsyslog), ("syslog-ng", SyslogNg)];

    /// <summary>Where there is no zone database (small containers), its one rule is known: nine hours, no summer time.</summary>
    private static TimeZoneInfo Japan() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Tokyo", out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Japan", "Japan");
}

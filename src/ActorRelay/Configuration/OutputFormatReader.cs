using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads a Receiver's profile and what it says beside it.</summary>
internal static partial class OutputFormatReader
{
    private static readonly ImmutableArray<(string, HeaderStyle)> Headers =
        [("rfc3164", HeaderStyle.Rfc3164), ("rfc5424", HeaderStyle.Rfc5424)];

    private static readonly ImmutableArray<(string, PayloadStyle)> Payloads =
    [
        ("key-value", PayloadStyle.KeyValue), ("json", PayloadStyle.Json),
        ("structured-data", PayloadStyle.StructuredData), ("cef", PayloadStyle.Cef), ("leef", PayloadStyle.Leef),
    ];

    private static readonly ImmutableArray<(string, Framing)> Framings =
        [("newline", Framing.Newline), ("octet-counting", Framing.OctetCounting)];

    private static readonly ImmutableArray<(string, int)> Profiles =
        [.. OutputProfiles.All.Select((profile, index) => (profile.Name, index))];

    public static OutputFormat Read(SettingsSection receiver)
    {
        var profile = OutputProfiles.All[receiver.Choice("profile", Profiles, 0)].Format;
        var (priority, severity) = PriorityReader.Read(receiver, profile);
        var format = new OutputFormat
        {
            Header = receiver.Choice("header", Headers, profile.Header),
            Payload = receiver.Choice("payload", Payloads, profile.Payload),
            Framing = receiver.Choice("framing", Framings, profile.Framing),
            Priority = priority,
            Severity = severity,
            TimeZone = ReadTimeZone(receiver, profile.TimeZone),
            Hostname = HeaderTemplateReader.Read(receiver, "hostname", profile.Hostname, HeaderFieldKind.Hostname),
            AppName = HeaderTemplateReader.Read(receiver, "app-name", profile.AppName, HeaderFieldKind.AppName),
            MsgId = HeaderTemplateReader.Read(receiver, "msgid", profile.MsgId, HeaderFieldKind.MsgId),
        };
        format = PayloadOptionsReader.Read(receiver, format, profile);
        CheckHeader(receiver, format);
        return format;
    }

    private static void CheckHeader(SettingsSection receiver, OutputFormat format)
    {
        if (format.Hostname.Text.Length == 0 && receiver.Has("hostname"))
        {
            receiver.Error("hostname", "expected a text that is not empty: every header has a HOSTNAME");
        }

        if (format.HeaderFields.Length > HeaderTemplate.FieldsLimit)
        {
            receiver.Error("hostname", $"hostname, app-name and msgid can name {HeaderTemplate.FieldsLimit} fields together");
        }

        if (format.Header != HeaderStyle.Rfc3164)
        {
            return;
        }

        if (format.Payload == PayloadStyle.StructuredData)
        {
            receiver.Error("payload", "structured data is a part of rfc5424 headers: set header = rfc5424");
        }

        if (format.MsgId.Text.Length > 0 && receiver.Has("msgid"))
        {
            receiver.Warn("msgid", "an rfc3164 header has no MSGID, so this does nothing");
        }

        if (ZoneClock.Changes(format.TimeZone, DateTimeOffset.UtcNow))
        {
            receiver.Warn(
                "time-zone",
                "its clocks are put forward and back, and an rfc3164 time does not say which: an hour of each year comes "
                    + "twice; set header = rfc5424, or a zone without summer time such as UTC");
        }
    }

    private static TimeZoneInfo ReadTimeZone(SettingsSection receiver, TimeZoneInfo fallback)
    {
        const string allowed = "an IANA time zone this machine knows, such as Asia/Tokyo or UTC";
        return receiver.Has("time-zone")
            ? receiver.Meaning<TimeZoneInfo>("time-zone", allowed, TryFind) ?? TimeZoneInfo.Utc
            : fallback;
    }

    private static bool TryFind(string id, out TimeZoneInfo? zone)
    {
        zone = null;
        return id.Length is > 0 and < 64 && IanaName().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IanaName();
}

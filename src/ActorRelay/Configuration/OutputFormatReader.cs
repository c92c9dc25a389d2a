using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads a Receiver's profile and what it says beside it.</summary>
internal static partial class OutputFormatReader
{
    private const string AllowedPriority = "FACILITY.SEVERITY such as auth.crit or local0.info, or a number from 0 to 191";

    private static readonly ImmutableArray<(string, HeaderStyle)> Headers =
        [("rfc3164", HeaderStyle.Rfc3164), ("rfc5424", HeaderStyle.Rfc5424)];

    private static readonly ImmutableArray<(string, PayloadStyle)> Payloads =
        [("key-value", PayloadStyle.KeyValue), ("json", PayloadStyle.Json)];

    private static readonly ImmutableArray<(string, Framing)> Framings =
        [("newline", Framing.Newline), ("octet-counting", Framing.OctetCounting)];

    private static readonly ImmutableArray<(string, int)> Profiles =
        [.. OutputProfiles.All.Select((profile, index) => (profile.Name, index))];

    public static OutputFormat Read(SettingsSection receiver)
    {
        var profile = OutputProfiles.All[receiver.Choice("profile", Profiles, 0)].Format;
        var format = new OutputFormat
        {
            Header = receiver.Choice("header", Headers, profile.Header),
            Payload = receiver.Choice("payload", Payloads, profile.Payload),
            Framing = receiver.Choice("framing", Framings, profile.Framing),
            Priority = receiver.Number<int>("priority", AllowedPriority, TryParsePriority, profile.Priority),
            TimeZone = ReadTimeZone(receiver, profile.TimeZone),
            Hostname = ReadName(receiver, "hostname", profile.Hostname, 255),
            AppName = ReadName(receiver, "app-name", profile.AppName, 48),
            MsgId = ReadName(receiver, "msgid", profile.MsgId, 32),
        };
        if (format.Hostname.Length == 0 && receiver.Has("hostname"))
        {
            receiver.Error("hostname", "expected a text that is not empty: every header has a HOSTNAME");
        }

        if (format.Header == HeaderStyle.Rfc3164 && format.MsgId.Length > 0 && receiver.Has("msgid"))
        {
            receiver.Warn("msgid", "an rfc3164 header has no MSGID, so this does nothing");
        }

        return format;
    }

    private static TimeZoneInfo ReadTimeZone(SettingsSection receiver, TimeZoneInfo fallback)
    {
        const string allowed = "an IANA time zone this machine knows, such as Asia/Tokyo or UTC";
        return receiver.Has("time-zone")
            ? receiver.Meaning<TimeZoneInfo>("time-zone", allowed, TryFind) ?? TimeZoneInfo.Utc
            : fallback;
    }

    private static bool TryParsePriority(string text, out int priority) => Priority.TryParse(text, out priority, out _);

    private static bool TryFind(string id, out TimeZoneInfo? zone)
    {
        zone = null;
        return id.Length is > 0 and < 64 && IanaName().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone);
    }

    /// <summary>A header field (RFC 5424 section 6): visible ASCII of bounded length, with known placeholders.</summary>
    private static string ReadName(SettingsSection receiver, string key, string fallback, int maxLength)
    {
        var text = receiver.Text(key, fallback);
        var literal = Placeholder().Replace(text, "");
        if (!SettingsText.IsVisibleAscii(text))
        {
            receiver.Error(key, "only visible ASCII characters, without spaces, can be in a syslog header");
        }
        else if (literal.Contains('{') || literal.Contains('}'))
        {
            receiver.Error(key, "the placeholders are {dataset}, {source} and {host}");
        }
        else if (literal.Length > maxLength)
        {
            receiver.Error(key, $"must be at most {maxLength} characters long (RFC 5424 section 6)");
        }

        return text;
    }

    [GeneratedRegex(@"\{(dataset|source|host)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IanaName();
}

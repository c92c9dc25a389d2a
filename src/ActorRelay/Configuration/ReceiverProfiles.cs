using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>What a Receiver of a known make wants, where its settings do not say otherwise.</summary>
internal static class ReceiverProfiles
{
    private static readonly Profile Rfc5424Json = new(
        HeaderStyle.Rfc5424, PayloadStyle.Json, Framing.OctetCounting,
        Priority: 134, TimeZone: "UTC", Hostname: "{host}", AppName: "{dataset}");

    public static ImmutableArray<(string Name, Profile Value)> All { get; } =
    [
        ("alog", new Profile(
            HeaderStyle.Rfc3164, PayloadStyle.KeyValue, Framing.Newline,
            Priority: 34, TimeZone: "Asia/Tokyo", Hostname: "{dataset}", AppName: "")),
        ("rsyslog", Rfc5424Json),
        ("syslog-ng", Rfc5424Json),
    ];

    /// <param name="Header">Its header.</param>
    /// <param name="Payload">Its payload.</param>
    /// <param name="Framing">Its framing.</param>
    /// <param name="Priority">PRI.</param>
    /// <param name="TimeZone">IANA name.</param>
    /// <param name="Hostname">With placeholders.</param>
    /// <param name="AppName">With placeholders; empty for none.</param>
    public readonly record struct Profile(
        HeaderStyle Header,
        PayloadStyle Payload,
        Framing Framing,
        int Priority,
        string TimeZone,
        string Hostname,
        string AppName);
}

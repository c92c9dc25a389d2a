using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Outputs for tests.</summary>
internal static class Formats
{
    public static TimeZoneInfo Tokyo { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    public static OutputFormat Of(HeaderStyle header, PayloadStyle payload, Framing framing) => new()
    {
        Header = header,
        Payload = payload,
        Framing = framing,
        Priority = 34,
        TimeZone = Tokyo,
        Hostname = "{dataset}",
        AppName = header == HeaderStyle.Rfc5424 ? "relay-{source}" : "",
        MsgId = "",
    };
}

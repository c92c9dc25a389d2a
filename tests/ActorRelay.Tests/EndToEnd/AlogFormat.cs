using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What the <c>alog</c> profile is, written down once more: the tests must not take it from the program.</summary>
internal static class AlogFormat
{
    public static OutputFormat With(Framing framing) => new()
    {
        Header = HeaderStyle.Rfc3164,
        Payload = PayloadStyle.KeyValue,
        Framing = framing,
        Priority = 34,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Hostname = "{dataset}",
        AppName = "",
        MsgId = "",
    };
}

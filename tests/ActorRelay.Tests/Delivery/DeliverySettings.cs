using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Delivery;

/// <summary>Receiver settings for tests: quick pauses, patient timeouts.</summary>
internal static class DeliverySettings
{
    public static ReceiverSettings Receiver(int connections, params ReceiverAddress[] addresses) => new()
    {
        Name = "siem",
        Addresses = [.. addresses],
        Connections = connections,
        Profile = "alog",
        Format = new OutputFormat
        {
            Header = HeaderStyle.Rfc3164,
            Payload = PayloadStyle.KeyValue,
            Framing = Framing.Newline,
            Priority = 34,
            TimeZone = TimeZoneInfo.Utc,
            Hostname = "{dataset}",
            AppName = "",
            MsgId = "",
        },
        ConnectTimeout = TimeSpan.FromSeconds(10),
        StallTimeout = TimeSpan.FromSeconds(60),
        DownAfter = TimeSpan.FromSeconds(30),
        HungAfter = TimeSpan.FromMinutes(10),
        Replay = 0,
        MaxAge = TimeSpan.Zero,
        BackoffMin = TimeSpan.FromMilliseconds(20),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        Keepalive = TimeSpan.FromSeconds(60),
    };

    public static ReceiverAddress Address(EndPoint endpoint) => new("127.0.0.1", ((IPEndPoint)endpoint).Port);
}

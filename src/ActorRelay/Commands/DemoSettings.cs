using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Syslog;

namespace ActorRelay.Commands;

/// <summary>Settings of the demo's relay: loopback only, ports chosen by the system, the <c>alog</c> line.</summary>
internal static class DemoSettings
{
    private const string Receiver = "embedded";

    private const long MiB = 1024 * 1024;

    public static RelaySettings Create(string stateDir, IPEndPoint receiver, string secret) => new()
    {
        StateDir = stateDir,
        StopTimeout = TimeSpan.FromSeconds(5),
        Blocks = 32,
        Edge = new EdgeSettings
        {
            Listen = [Loopback],
            Tls = null,
            SecretHeader = SendOptions.DefaultHeader,
            Secrets = [new SecretSettings { Name = "demo", Value = secret, Paths = [] }],
            AllowFrom = [],
            TrustedProxies = [],
            MaxBody = 16 * MiB,
            MaxInflated = 64 * MiB,
            MaxLine = (int)(4 * MiB),
            InFlight = 32 * MiB,
            UploadTimeout = TimeSpan.FromSeconds(30),
            Deadline = TimeSpan.FromSeconds(10),
            Acknowledge = AcknowledgeWhen.Confirmed,
        },
        Receivers =
        [
            new ReceiverSettings
            {
                Name = Receiver,
                Addresses = [new ReceiverAddress($"{receiver.Address}", receiver.Port)],
                Connections = 2,
                Profile = "alog",
                Format = Alog,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                StallTimeout = TimeSpan.FromSeconds(30),
                DownAfter = TimeSpan.FromSeconds(2),
                HungAfter = TimeSpan.FromSeconds(10),
                Replay = 0,
                MaxAge = TimeSpan.Zero,
                BackoffMin = TimeSpan.FromMilliseconds(100),
                BackoffMax = TimeSpan.FromSeconds(1),
                Keepalive = TimeSpan.FromSeconds(30),
            },
        ],
        Routes = [new RouteSettings { Datasets = ["*"], Receivers = [Receiver], Input = InputStyle.Json }],
        Ledger = new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 1000 },
        Quarantine = new QuarantineSettings { MaxSize = 16 * MiB },
        Spool = new SpoolSettings
        {
            Enabled = false,
            File = Path.Combine(stateDir, "spool.db"),
            MaxSize = 64 * MiB,
            MinFree = new FreeSpace(0, 0),
            MaxAge = TimeSpan.FromDays(1),
            SaveEvery = TimeSpan.FromSeconds(1),
        },
        Journal = new JournalSettings { Keep = TimeSpan.FromDays(1), MaxEntries = 1000 },
        Inspection = new InspectionSettings { Listen = Loopback },
        Log = new LogSettings { Level = LogLevel.Error, Json = false },
        AkkaHocon = "",
    };

    private static ListenAddress Loopback => new(Https: false, IPAddress.Loopback, Port: 0);

    private static OutputFormat Alog => new()
    {
        Header = HeaderStyle.Rfc3164,
        Payload = PayloadStyle.KeyValue,
        Framing = Framing.Newline,
        Priority = 34,

        // Made rather than looked up: a machine without a time zone database can still run the demo.
        TimeZone = TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Asia/Tokyo", "Asia/Tokyo"),
        Hostname = "{dataset}",
        AppName = "",
        MsgId = "",
    };
}

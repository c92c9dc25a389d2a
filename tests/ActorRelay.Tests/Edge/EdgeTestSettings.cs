using System.Collections.Immutable;
using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Edge;

/// <summary>Settings of a relay whose edge is what the test is about.</summary>
internal static class EdgeTestSettings
{
    public const string Secret = "correct-horse-battery";

    public static EdgeSettings Edge { get; } = new()
    {
        Listen = [new ListenAddress(false, IPAddress.Loopback, 0)],
        Tls = null,
        SecretHeader = "X-Logpush-Auth",
        Secrets = [SecretOf(Secret)],
        AllowFrom = [],
        TrustedProxies = [],
        MaxBody = 4 * 1024 * 1024,
        MaxInflated = 64 * 1024 * 1024,
        MaxLine = 4 * 1024 * 1024,
        InFlight = 16 * 1024 * 1024,
        UploadTimeout = TimeSpan.FromSeconds(60),
        Deadline = TimeSpan.FromSeconds(20),
        Acknowledge = AcknowledgeWhen.Confirmed,
    };

    private static ImmutableArray<ReceiverSettings> Siem { get; } = SettingsReader.Read("""
        relay {
          edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
          receivers { siem.address = "tcp://127.0.0.1:1" }
        }
        """).Valid().Receivers;

    public static SecretSettings SecretOf(string value, params ImmutableArray<string> paths) =>
        new() { Name = "test", Value = value, Paths = paths };

    /// <summary>For what looks at settings besides those of the edge; without routes.</summary>
    public static CurrentSettings Current(Func<RelaySettings, RelaySettings>? change = null) =>
        new((change ?? (settings => settings))(With(Edge) with { Routes = [] }));

    public static RelaySettings With(EdgeSettings edge, params ImmutableArray<string> datasets) => new()
    {
        StateDir = Path.GetTempPath(),
        StopTimeout = TimeSpan.FromSeconds(30),
        Blocks = 16,
        Edge = edge,
        Receivers = Siem,
        Routes =
        [
            new RouteSettings
            {
                Datasets = datasets.IsEmpty ? ["*"] : datasets,
                Receivers = ["siem"],
                Input = InputStyle.Json,
            },
        ],
        Ledger = new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 100 },
        Quarantine = new QuarantineSettings { MaxSize = 1024 * 1024 },
        Spool = new SpoolSettings
        {
            Enabled = false,
            MaxSize = 64 * 1024 * 1024,
            MinFree = new FreeSpace(0, 0),
            MaxAge = TimeSpan.FromDays(1),
            SaveEvery = TimeSpan.FromSeconds(1),
        },
        Journal = new JournalSettings { Keep = TimeSpan.FromDays(1), MaxEntries = 1000 },
        Inspection = new InspectionSettings { Listen = new ListenAddress(false, IPAddress.Loopback, 0) },
        Log = new LogSettings { Level = LogLevel.Warning, Json = false },
        AkkaHocon = "",
    };
}

using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>
/// Everything an operator can set, read once and never changed: a snapshot of it travels with each batch, so a batch
/// ends under the settings it began with.
/// </summary>
internal sealed record RelaySettings
{
    /// <summary>Where the relay keeps its files. Always absolute here; relative paths of other settings resolve against it.</summary>
    public required string StateDir { get; init; }

    /// <summary>How long batches in flight have at a stop; what has not ended then is spooled, or answered 503 without a spool.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>Settings are read again when one of their files has changed.</summary>
    public bool ReloadOnChange { get; init; }

    /// <summary>Pooled blocks of 256 KiB that carry lines from gunzip to confirmation. At least 16.</summary>
    public required int Blocks { get; init; }

    /// <summary>Of <see cref="Blocks"/>, what connections may keep to send again; batches have the others.</summary>
    public int ReplayBlocks => Receivers.Sum(receiver => receiver.AllConnections * receiver.ReplayBlocks);

    public required EdgeSettings Edge { get; init; }

    /// <summary>In the order of the file; names are unique.</summary>
    public required ImmutableArray<ReceiverSettings> Receivers { get; init; }

    /// <summary>In the order of the file: a record goes by the first that lists its dataset and whose <c>where</c> takes it.</summary>
    public required ImmutableArray<RouteSettings> Routes { get; init; }

    public required LedgerSettings Ledger { get; init; }

    public required QuarantineSettings Quarantine { get; init; }

    public required SpoolSettings Spool { get; init; }

    public required JournalSettings Journal { get; init; }

    public required InspectionSettings Inspection { get; init; }

    public PetabridgeCmdSettings PetabridgeCmd { get; init; } = new();

    /// <summary>Datasets of which something should come.</summary>
    public ImmutableArray<ExpectedDataset> Expect { get; init; } = [];

    public required LogSettings Log { get; init; }

    /// <summary>The <c>akka { }</c> part, normalised by the relay's own reader, for Akka. Empty when nothing was set.</summary>
    public required string AkkaHocon { get; init; }

    /// <summary>Nothing of them: they travel with batches through messages, and <c>akka { }</c> may hold a password.</summary>
    public override string ToString() => "settings";

    /// <summary>How a Receiver, which must be one of <see cref="Receivers"/>, wants its lines.</summary>
    public OutputFormat FormatOf(string receiver) => Receivers.Single(settings => settings.Name == receiver).Format;
}

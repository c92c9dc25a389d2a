using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Edge;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>Inspection looks at these.</summary>
/// <param name="Settings">Those in force.</param>
/// <param name="Blocks">It gives the block pool as it is now.</param>
/// <param name="Edge">It gives the edge as it is now.</param>
/// <param name="Batches">Answers <see cref="BatchesProtocol.GetBatches"/>.</param>
/// <param name="Receivers">Answers <see cref="ReceiversProtocol.GetReceivers"/>.</param>
/// <param name="Spool">Answers <see cref="SpoolProtocol.GetSpool"/> and every <see cref="SpoolProtocol.IQuestion"/>.</param>
/// <param name="Replay">Answers <see cref="ReplayActor.ReplayQuarantine"/>.</param>
/// <param name="Reload">Takes <see cref="ReloadProtocol.Reload"/>.</param>
/// <param name="Datasets">Makes its child that answers <see cref="InspectionProtocol.GetDatasets"/>.</param>
internal sealed record InspectionSources(
    CurrentSettings Settings,
    RecordAccounts Accounts,
    Func<InspectionProtocol.BlocksReport> Blocks,
    Func<InspectionProtocol.EdgeReport> Edge,
    IActorRef Batches,
    IActorRef Receivers,
    IActorRef Spool,
    IActorRef Replay,
    IActorRef Reload,
    Props Datasets)
{
    /// <summary>What should come.</summary>
    public required ExpectedDatasets Expected { get; init; }

    /// <summary>What is sent to Receivers.</summary>
    public required OutgoingLines Outgoing { get; init; }

    /// <summary>It gives what comes on each path.</summary>
    public Func<ImmutableArray<JobReport>> Jobs { get; init; } = () => [];

    /// <summary>It gives which secrets are in use.</summary>
    public Func<SecretsReport> Secrets { get; init; } = () => new SecretsReport(default, []);

    /// <summary>It has the edge take no posts, or take them again.</summary>
    public Action<bool> DrainNode { get; init; } = _ => { };

    public RecentWarnings Warnings { get; init; } = new();
}

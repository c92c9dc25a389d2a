using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>Inspection looks at these.</summary>
/// <param name="Blocks">It gives the block pool as it is now.</param>
/// <param name="Edge">It gives the edge as it is now.</param>
/// <param name="Batches">Answers <see cref="BatchesProtocol.GetBatches"/>.</param>
/// <param name="Receivers">Answers <see cref="ReceiversProtocol.GetReceivers"/>.</param>
/// <param name="Spool">Answers <see cref="SpoolProtocol.GetSpool"/> and every <see cref="SpoolProtocol.IQuestion"/>.</param>
/// <param name="Replay">Answers <see cref="ReplayActor.ReplayQuarantine"/>.</param>
/// <param name="Datasets">Makes its child that answers <see cref="InspectionProtocol.GetDatasets"/>.</param>
internal sealed record InspectionSources(
    RecordAccounts Accounts,
    Func<InspectionProtocol.BlocksReport> Blocks,
    Func<InspectionProtocol.EdgeReport> Edge,
    IActorRef Batches,
    IActorRef Receivers,
    IActorRef Spool,
    IActorRef Replay,
    Props Datasets)
{
    /// <summary>What should come; nothing, where it is not said.</summary>
    public ExpectedDatasets Expected { get; init; } = new([], Accounts, default);

    /// <summary>All of them, for what readiness means.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];

    public RecentWarnings Warnings { get; init; } = new();
}

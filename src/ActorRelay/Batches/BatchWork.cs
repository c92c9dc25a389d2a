using ActorRelay.Inspection;
using ActorRelay.Streams;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>What batches share: the memory, the books, and where bad lines go.</summary>
internal sealed record BatchWork(BlockPool Pool, RecordAccounts Accounts, IActorRef Quarantine, string Host)
{
    /// <summary>Is told what became of each batch.</summary>
    public IActorRef Journal { get; init; } = ActorRefs.Nobody;

    /// <summary>Takes note of what records look like.</summary>
    public SeenDatasets Datasets { get; init; } = new(TimeProvider.System);
}

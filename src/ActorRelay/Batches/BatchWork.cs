using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>What batches share: the memory, the books, and where bad lines go.</summary>
internal sealed record BatchWork(BlockPool Pool, RecordAccounts Accounts, IActorRef Quarantine)
{
    /// <summary>Takes <c>SpoolProtocol</c>'s messages; nobody where batches are not spooled.</summary>
    public IActorRef Spool { get; init; } = ActorRefs.Nobody;

    /// <summary>Memory for bodies that come out of the spool.</summary>
    public BacklogRoom Room { get; init; } = new(new SegmentPool(0), BodySegment.Size);

    /// <summary>Is told what became of each batch.</summary>
    public IActorRef Journal { get; init; } = ActorRefs.Nobody;

    /// <summary>Is told how long each batch took; null for nobody.</summary>
    public BatchMeter? Meter { get; init; }

    /// <summary>Takes note of what records look like.</summary>
    public SeenDatasets Datasets { get; init; } = new(TimeProvider.System);

    /// <summary>Takes note of bodies that look like envelopes, and are not unwrapped.</summary>
    public EnvelopeWarnings Envelopes { get; init; } = new(NoLogger.Instance);
}

using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>What an auditor is told of a batch.</summary>
/// <param name="Batch">Its name.</param>
/// <param name="Hash">What the body is known by, as text.</param>
/// <param name="Dataset">Which dataset its records are of.</param>
/// <param name="Source">Which zone or job it came from; empty when the path does not say.</param>
/// <param name="Path">Where it was posted.</param>
/// <param name="Address">Who posted it.</param>
/// <param name="Received">When its last byte came.</param>
/// <param name="Answered">When it was answered.</param>
/// <param name="Bytes">Of the body as it came.</param>
/// <param name="Outcome">How it was answered, a word.</param>
/// <param name="Deliveries">For each Receiver it goes to.</param>
internal sealed record JournalEntry(
    BatchId Batch,
    string Hash,
    string Dataset,
    string Source,
    string Path,
    string Address,
    DateTimeOffset Received,
    DateTimeOffset Answered,
    long Bytes,
    string Outcome,
    ImmutableArray<JournalDelivery> Deliveries)
{
    /// <summary>Name of the secret that its post showed; empty when it was not posted.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Its records; null when it was never framed to the end.</summary>
    public long? Records { get; init; }

    /// <summary>Event time of the earliest record that has one.</summary>
    public DateTimeOffset? FirstEvent { get; init; }

    /// <summary>Event time of the latest.</summary>
    public DateTimeOffset? LastEvent { get; init; }
}

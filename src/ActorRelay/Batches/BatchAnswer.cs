using System.Collections.Immutable;

namespace ActorRelay.Batches;

/// <summary>What the edge is told of a batch.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Records">Records framed, the ones set aside included; null where the body was not framed.</param>
/// <param name="Quarantined">Records set aside.</param>
/// <param name="Detail">What is wrong and where, safe to send: never a byte of the body or of a secret. Null when all is well, or the outcome says it all.</param>
internal sealed record BatchAnswer(BatchOutcome Outcome, long? Records, long Quarantined, string? Detail)
{
    /// <summary>Records that no route brings to any Receiver.</summary>
    public long Filtered { get; init; }

    /// <summary>Why the spool did not take it, for the log; null when that was not asked.</summary>
    public string? NotSpooled { get; init; }

    /// <summary>Receivers that have not confirmed all they get: it waits for them in the spool.</summary>
    public ImmutableArray<string> WaitsFor { get; init; } = [];
}

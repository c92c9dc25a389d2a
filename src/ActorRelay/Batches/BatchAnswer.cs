using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Delivery;
using ActorRelay.Streams;

namespace ActorRelay.Batches;

/// <summary>What the edge is told of a batch.</summary>
/// <param name="Records">Records framed, the ones set aside included; null where the body was not framed.</param>
/// <param name="Detail">What is wrong and where, safe to send: never a byte of the body or of a secret. Null when all is well, or the outcome says it all.</param>
internal sealed record BatchAnswer(BatchOutcome Outcome, long? Records, long Quarantined, string? Detail)
{
    /// <summary>By how the run of its body ended, and how far it came.</summary>
    /// <param name="failure">Null when every Receiver has confirmed all it gets.</param>
    public static BatchAnswer Of(Exception? failure, BatchProgress progress)
    {
        return failure switch
        {
            null => new BatchAnswer(BatchOutcome.Confirmed, progress.Framed, progress.Quarantined, null)
            {
                Filtered = progress.Filtered,
            },
            InflatedTooLargeException e => Refused(BatchOutcome.TooLarge, $"{e.Message}; {Gone()}"),
            BodyException e => Refused(BatchOutcome.Invalid, $"{e.Message}; {Gone()}"),
            NotConfirmedException e => Refused(BatchOutcome.NotConfirmed, e.Message),
            NotSetAsideException => Refused(BatchOutcome.NotSetAside, null),
            BatchAbortedException e => Refused(e.Outcome, e.Message),
            _ => Refused(BatchOutcome.Failed, null),
        };

        // Blocks on their way when it failed may arrive, or may not.
        string Gone() => $"{progress.Confirmed} records had been confirmed before, and at most {progress.Framed} had gone out";

        BatchAnswer Refused(BatchOutcome outcome, string? detail) =>
            new(outcome, progress.Framed > 0 ? progress.Framed : null, progress.Quarantined, detail);
    }

    /// <summary>It is answered 200, and need not come again.</summary>
    public bool IsKept =>
        Outcome is BatchOutcome.Confirmed or BatchOutcome.Spooled or BatchOutcome.Repeat or BatchOutcome.Quarantined;

    /// <summary>Records that no route brings to any Receiver.</summary>
    public long Filtered { get; init; }

    /// <summary>Why the spool did not take it, for the log; null when that was not asked.</summary>
    public string? NotSpooled { get; init; }

    /// <summary>Receivers that have not confirmed all they get: it waits for them in the spool.</summary>
    public ImmutableArray<string> WaitsFor { get; init; } = [];
}

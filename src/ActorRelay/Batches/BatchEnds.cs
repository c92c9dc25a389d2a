using ActorRelay.Accounts;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using ActorRelay.Streams;

namespace ActorRelay.Batches;

/// <summary>What the sender is told, by how the graph of its batch ended.</summary>
internal static class BatchEnds
{
    /// <summary>It is answered 200, and need not come again.</summary>
    public static bool IsKept(BatchOutcome outcome) =>
        outcome is BatchOutcome.Confirmed or BatchOutcome.Spooled or BatchOutcome.Repeat or BatchOutcome.Quarantined;

    /// <summary>What quarantine calls a body that cannot be delivered.</summary>
    public static string Word(Exception failure) => failure switch
    {
        InflatedTooLargeException => BatchOutcomeWord.Of(BatchOutcome.TooLarge),
        BodyException => BatchOutcomeWord.Of(BatchOutcome.Invalid),
        SpooledBodyException => "damaged",
        _ => BatchOutcomeWord.Of(BatchOutcome.Failed),
    };

    public static BatchAnswer Answer(Exception? failure, BatchProgress progress)
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
}

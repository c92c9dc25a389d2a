using ActorRelay.Accounts;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>What becomes of a copy when the run that holds the claim on it has ended for its Receiver. Nowhere else is that decided.</summary>
internal enum ClaimEnd
{
    /// <summary>The Receiver has all of it: the copy is deleted.</summary>
    Finish,

    /// <summary>It waits for another run.</summary>
    Release,

    /// <summary>No run would come to its end: what is not delivered of the body goes into quarantine.</summary>
    SetAside,
}

internal static class ClaimEnds
{
    /// <param name="failure">How it ended for the Receiver; null when all is confirmed.</param>
    /// <param name="isCopy">The run's body came out of the spool.</param>
    public static ClaimEnd Of(Exception? failure, bool isCopy) => failure switch
    {
        null => ClaimEnd.Finish,
        NotConfirmedException or NotSetAsideException or SpoolException => ClaimEnd.Release,
        OperationCanceledException or AbruptStageTerminationException => ClaimEnd.Release,
        BodyException or SpooledBodyException => ClaimEnd.SetAside,

        // A fault of the relay's own may be chance, so it is tried again, from the spool; and it may be the body's, which
        // would then go round for ever.
        _ => isCopy ? ClaimEnd.SetAside : ClaimEnd.Release,
    };

    /// <summary>What quarantine calls a body that is set aside.</summary>
    public static string Word(Exception failure) => failure switch
    {
        InflatedTooLargeException => BatchOutcomeWord.Of(BatchOutcome.TooLarge),
        BodyException => BatchOutcomeWord.Of(BatchOutcome.Invalid),
        SpooledBodyException => "damaged",
        _ => BatchOutcomeWord.Of(BatchOutcome.Failed),
    };
}

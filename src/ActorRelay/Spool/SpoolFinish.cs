namespace ActorRelay.Spool;

/// <summary>What finishing a copy came to.</summary>
/// <param name="Held">The copy is gone; false when the claim was lost before, and nothing was done.</param>
/// <param name="Counted">The records of the <see cref="SpoolCount"/> are in the batch now: nobody had counted them before.</param>
/// <param name="Ended">Records that waited no longer for any Receiver then: all of the batch's, when this was the last copy.</param>
internal readonly record struct SpoolFinish(bool Held, bool Counted, SpoolEnd Ended);

namespace ActorRelay.Spool;

/// <summary>What became of a batch at one Receiver.</summary>
/// <param name="Receiver">Its name.</param>
/// <param name="Confirmed">Records it confirmed.</param>
/// <param name="Resent">Records that were sent to it again before it had confirmed them.</param>
/// <param name="Spooled">Of the confirmed ones, those that were in the spool before.</param>
/// <param name="Done">It has confirmed all it gets.</param>
internal sealed record JournalDelivery(string Receiver, long Confirmed, long Resent, long Spooled, bool Done);

namespace ActorRelay.Spool;

/// <summary>What the batches of a query come to at one Receiver.</summary>
/// <param name="Receiver">Its name.</param>
/// <param name="Batches">Batches that go to it.</param>
/// <param name="Open">Of these, the ones it has not confirmed all of.</param>
/// <param name="Confirmed">Records it confirmed.</param>
/// <param name="Resent">Records that were sent to it again before it had confirmed them.</param>
/// <param name="Spooled">Records that waited for it in the spool.</param>
internal sealed record JournalReceiverSum(
    string Receiver, long Batches, long Open, long Confirmed, long Resent, long Spooled);

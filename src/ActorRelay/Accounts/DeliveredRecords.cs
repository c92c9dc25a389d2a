namespace ActorRelay.Accounts;

/// <summary>What one Receiver had of a batch, for the journal.</summary>
/// <param name="Confirmed">Records it confirmed.</param>
/// <param name="Resent">
/// Records that were sent to it again before it had confirmed them. What is replayed after that, of batches that may be
/// long over, is in the Receiver's own counts.
/// </param>
internal readonly record struct DeliveredRecords(long Confirmed, long Resent);

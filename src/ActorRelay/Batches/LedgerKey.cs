namespace ActorRelay.Batches;

/// <summary>Two batches with the same key are one that was sent twice.</summary>
internal readonly record struct LedgerKey(BodyHash Hash, string Dataset, string Source);

namespace ActorRelay.Accounts;

/// <summary>Where the outputs of a batch were cut.</summary>
/// <param name="EndRecord">Ordinal of the first record behind the cut.</param>
/// <param name="Delivered">Records between this cut and the one before that some Receiver gets.</param>
internal readonly record struct BatchCut(long EndRecord, int Delivered);

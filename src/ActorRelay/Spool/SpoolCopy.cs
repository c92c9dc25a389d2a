namespace ActorRelay.Spool;

/// <summary>What a batch that goes into the spool still owes one Receiver.</summary>
/// <param name="Receiver">Its name in the settings.</param>
/// <param name="ConfirmedTo">Ordinal of the first record of the batch that it may get and has not confirmed.</param>
/// <param name="Live">
/// The run that puts the batch goes on delivering to it, and holds the claim; else the copy waits to be claimed.
/// </param>
internal sealed record SpoolCopy(string Receiver, long ConfirmedTo, bool Live);

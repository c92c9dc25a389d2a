namespace ActorRelay.Spool;

/// <summary>How far the delivery of a claimed copy has come. Nothing of it ever goes back.</summary>
/// <param name="ConfirmedTo">Ordinal of the first record that the Receiver may get and has not confirmed.</param>
/// <param name="SetAsideTo">Bad records before this ordinal are in quarantine.</param>
/// <param name="Quarantined">How many of them there are.</param>
internal readonly record struct SpoolProgress(long ConfirmedTo, long SetAsideTo = 0, long Quarantined = 0);

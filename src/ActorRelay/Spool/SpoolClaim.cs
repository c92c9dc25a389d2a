using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>
/// The right to deliver one batch to one Receiver. It is a lease: not renewed in time, another may take it, and what is
/// written with this one is refused from then on.
/// </summary>
/// <param name="ConfirmedTo">Ordinal of the first record that it may get and had not confirmed.</param>
/// <param name="Fence">Higher with each claim on this copy; only the highest may write.</param>
internal sealed record SpoolClaim(SpooledBatch Batch, string Receiver, long ConfirmedTo, long Fence)
{
    /// <summary>The progress that the copy had when it was claimed.</summary>
    public SpoolProgress Saved => new(ConfirmedTo, Batch.SetAsideTo, Batch.Quarantined);
}

/// <summary>How far the delivery of a claimed copy has come. Nothing of it ever goes back.</summary>
/// <param name="ConfirmedTo">Ordinal of the first record that the Receiver may get and has not confirmed.</param>
/// <param name="SetAsideTo">Bad records before this ordinal are in quarantine.</param>
/// <param name="Quarantined">How many of them there are.</param>
internal readonly record struct SpoolProgress(long ConfirmedTo, long SetAsideTo = 0, long Quarantined = 0);

/// <summary>What finishing a copy came to.</summary>
/// <param name="Held">The copy is gone; false when the claim was lost before, and nothing was done.</param>
/// <param name="Counted">The records of the <see cref="RunCount"/> are in the batch now: nobody had counted them before.</param>
/// <param name="Ended">Records that waited no longer for any Receiver then: all of the batch's, when this was the last copy.</param>
internal readonly record struct SpoolFinish(bool Held, bool Counted, SpoolEnd Ended);

/// <summary>Records that wait for no Receiver any more: those of a batch whose last copy is gone.</summary>
/// <param name="Records">How many.</param>
/// <param name="SetAside">
/// Of these, the ones that some Receiver has not confirmed: they are in a body that quarantine keeps for it. Where more
/// is not known, what may have been filtered behind the last record it confirmed counts as such.
/// </param>
internal readonly record struct SpoolEnd(long Records, long SetAside)
{
    /// <summary>The others: every Receiver that gets them has them.</summary>
    public long Confirmed => Records - SetAside;
}

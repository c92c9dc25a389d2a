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
    public ResumePoint Saved => ResumePoint.At(ConfirmedTo, Batch.SetAsideTo, Batch.Quarantined);
}

/// <summary>What finishing a copy came to.</summary>
/// <param name="Held">The copy is gone; false when the claim was lost before, and nothing was done.</param>
/// <param name="Counted">The records of the <see cref="RunCount"/> are in the batch now: nobody had counted them before.</param>
/// <param name="Ended">
/// How the books change by records that wait for no Receiver any more: all of the batch's, when this was the last copy.
/// Those that some Receiver has not confirmed are in a body that quarantine keeps for it, and count as quarantined; where
/// more is not known, so does what may have been filtered behind the last record it confirmed.
/// </param>
internal readonly record struct SpoolFinish(bool Held, bool Counted, RecordCounts Ended);

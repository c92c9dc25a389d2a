using ActorRelay.Batches;

namespace ActorRelay.Spool;

/// <summary>
/// The right to deliver one batch to one Receiver. It is a lease: not renewed in time, another may take it, and what is
/// written with this one is refused from then on.
/// </summary>
/// <param name="Batch">The batch.</param>
/// <param name="Receiver">The Receiver.</param>
/// <param name="ConfirmedTo">Ordinal of the first record that it may get and had not confirmed.</param>
/// <param name="Fence">Higher with each claim on this copy; only the highest may write.</param>
internal sealed record SpoolClaim(SpooledBatch Batch, string Receiver, long ConfirmedTo, long Fence)
{
    /// <summary>The progress that the copy had when it was claimed.</summary>
    public SpoolProgress Saved => new(ConfirmedTo, Batch.SetAsideTo, Batch.Quarantined);
}

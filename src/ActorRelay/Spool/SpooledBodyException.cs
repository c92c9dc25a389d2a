using ActorRelay.Accounts;
using ActorRelay.Batches;

namespace ActorRelay.Spool;

/// <summary>A body in the spool is not what was put there. The store itself may be well.</summary>
internal sealed class SpooledBodyException(BatchId batch, string message)
    : IOException($"the body of batch {batch} in the spool is damaged: {message}")
{
    public BatchId Batch => batch;
}

namespace ActorRelay.Batches;

/// <summary>The relay itself ended a batch early: its deadline passed, or the relay stops.</summary>
internal sealed class BatchAbortedException(BatchOutcome outcome, string reason) : Exception(reason)
{
    public BatchOutcome Outcome { get; } = outcome;
}

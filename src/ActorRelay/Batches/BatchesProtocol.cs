using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Batches;

/// <summary>What the edge and the host say to <c>/user/batches</c>.</summary>
internal static class BatchesProtocol
{
    /// <summary>Edge to batches: deliver this, and complete <paramref name="Answer"/> when it has ended. The body changes hands.</summary>
    public sealed record Submit(Batch Batch, TaskCompletionSource<BatchAnswer> Answer);

    /// <summary>
    /// Edge to batches: this went into the spool as it came. Whether it was there before is seen only now; complete
    /// <paramref name="Answer"/> with what the sender is told. The claims change hands.
    /// </summary>
    /// <param name="Live">A claim for each of their Receivers.</param>
    public sealed record SubmitSpooled(
        BatchId Batch,
        LedgerKey Key,
        DatasetRoutes Routes,
        ImmutableArray<SpoolClaim> Live,
        string Address,
        TaskCompletionSource<BatchAnswer> Answer)
    {
        /// <summary>Name of the secret that was shown.</summary>
        public string Secret { get; init; } = "";
    }

    /// <summary>Edge to batches: a post was answered 2xx, and the answer is written as far as the edge can know.</summary>
    public sealed record Answered(LedgerKey Key, BatchId Request);

    /// <summary>Edge to batches, after <see cref="Answered"/>: it was not, for the client had gone.</summary>
    public sealed record NotAnswered(LedgerKey Key, BatchId Request, BatchAnswer Answer);

    /// <summary>
    /// Host to batches: take nothing more out of the spool, and give back what is on its way. Answered by
    /// <see cref="BacklogStopped"/>.
    /// </summary>
    public sealed record StopBacklog
    {
        public static StopBacklog Instance { get; } = new();
    }

    /// <summary>Nothing out of the spool is on its way any more.</summary>
    public sealed record BacklogStopped
    {
        public static BacklogStopped Instance { get; } = new();
    }

    /// <summary>Host to batches: end what is still running; it is spooled, or answered 503.</summary>
    public sealed record StopAll
    {
        public static StopAll Instance { get; } = new();
    }

    /// <summary>To /user/batches. Answered by <see cref="BatchesReport"/>.</summary>
    public sealed record GetBatches
    {
        public static GetBatches Instance { get; } = new();
    }

    public sealed record BatchesReport(ImmutableArray<BatchReport> Batches, LedgerReport Ledger);

    public sealed record BatchReport(
        string Batch, string Dataset, string Source, DateTimeOffset Received, string State,
        long Bytes, long Framed, long Quarantined, long Confirmed);

    /// <param name="Entries">Batches that are remembered, in case they come again.</param>
    /// <param name="Forgotten">Those that had to be forgotten before their time, for want of room.</param>
    public sealed record LedgerReport(int Entries, long Forgotten);
}

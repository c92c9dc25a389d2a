using ActorRelay.Accounts;
using ActorRelay.Batches;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>What is said to the journal, by way of <c>/user/spool</c>.</summary>
internal static class JournalProtocol
{
    /// <summary>A batch was answered. Not answered itself: it is written later.</summary>
    public sealed record Write(JournalEntry Entry) : IDeadLetterSuppression;

    /// <summary>A batch that was answered before has come further at a Receiver. Not answered.</summary>
    /// <param name="Batch">The batch; it may become known a moment later.</param>
    /// <param name="Delivery">How much further.</param>
    /// <param name="Count">What is known of its records by now; null when nothing more is.</param>
    public sealed record Add(BatchId Batch, JournalDelivery Delivery, JournalCount? Count) : IDeadLetterSuppression;

    /// <summary>What was owed to a Receiver is owed to another from now on. Not answered.</summary>
    public sealed record Reassign(string Receiver, string To);

    /// <summary>Spool to journal: write what you have now. Answered by <see cref="Flushed"/>.</summary>
    public sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }

    /// <summary>All is written, or cannot be.</summary>
    public sealed record Flushed
    {
        public static Flushed Instance { get; } = new();
    }
}

using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// What a batch's delivery stage and a ReceiverActor say to each other. There is no Ask on this path: the stage sends
/// a block only against demand, and demand comes only as blocks move, which is the whole of the backpressure.
/// </summary>
internal static class ReceiverProtocol
{
    /// <summary>
    /// Stage to Receiver: a batch is about to come, and as many of its blocks as <see cref="ReceiverBlocks.LaneWindow"/>.
    /// Answered only when the Receiver is <see cref="Down"/>.
    /// </summary>
    /// <param name="IsBacklog">It comes out of the spool.</param>
    public sealed record Attach(BatchId Batch, IActorRef Stage, bool IsBacklog = false)
    {
        public string Dataset { get; init; } = "";

        /// <summary>Ordinal of the first record that may come.</summary>
        public long From { get; init; }

        /// <summary>
        /// How its lines are written; where the Receiver wants them otherwise, for its settings are newer than the batch, it is
        /// <see cref="Down"/> to it. Null where that cannot be.
        /// </summary>
        public OutputFormat? Format { get; init; }
    }

    /// <summary>Stage to Receiver, against demand. The block is the Receiver's from here on.</summary>
    public sealed record Deliver(BatchId Batch, Block Block);

    /// <summary>
    /// Receiver to stage: the batch has moved. Every line of it before <paramref name="Record"/> is confirmed, and so many
    /// more blocks may be sent.
    /// </summary>
    /// <param name="Demand">Blocks.</param>
    /// <param name="Record">Ordinal of the first input record that is not confirmed yet.</param>
    /// <param name="Lines">How many lines this message confirms.</param>
    public sealed record Moved(int Demand, long Record, int Lines) : IDeadLetterSuppression
    {
        /// <summary>Lines that were sent again since the last message, for a connection had ended.</summary>
        public int Resent { get; init; }
    }

    /// <summary>
    /// Receiver to stage: no live connection for down-after. Also sent to batches attached when that happens.
    /// </summary>
    public sealed record Down(string Receiver) : IDeadLetterSuppression;

    /// <summary>
    /// Receiver to stage: the connection that the batch goes through, or would, has written nothing for
    /// <see cref="ReceiverLinks.SlowAfter"/>, though it has something to write. Told once.
    /// </summary>
    public sealed record Slow : IDeadLetterSuppression { public static Slow Instance { get; } = new(); }

    /// <summary>
    /// Receivers to Receiver: take no new blocks, as if it were down, until <see cref="Resume"/>; what it has it still
    /// delivers, and its connections stay.
    /// </summary>
    public sealed record Rest : IDeadLetterSuppression { public static Rest Instance { get; } = new(); }

    /// <summary>Receivers to Receiver, after <see cref="Rest"/>: take blocks again.</summary>
    public sealed record Resume : IDeadLetterSuppression { public static Resume Instance { get; } = new(); }

    /// <summary>
    /// Stage to Receiver: the batch is over, or given up. What was not begun is dropped and its blocks are returned; a
    /// message that was begun is finished, for a torn line would be worse.
    /// </summary>
    public sealed record Detach(BatchId Batch) : IDeadLetterSuppression;
}

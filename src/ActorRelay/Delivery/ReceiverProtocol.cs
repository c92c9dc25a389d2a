using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// What a batch's delivery stage and a ReceiverActor say to each other. There is no Ask on this path: the stage sends
/// a block only against demand, and demand comes only as blocks move, which is the whole of the backpressure.
/// </summary>
internal static class ReceiverProtocol
{
    /// <summary>Stage to Receiver: a batch is about to come. Answered by <see cref="Demand"/>, or by <see cref="Down"/>.</summary>
    public sealed record Attach(BatchId Batch, IActorRef Stage);

    /// <summary>Receiver to stage: so many more blocks may be sent.</summary>
    public sealed record Demand(int Blocks) : IDeadLetterSuppression
    {
        public static Demand One { get; } = new(1);
    }

    /// <summary>Stage to Receiver, against demand. The block is the Receiver's from here on.</summary>
    public sealed record Deliver(BatchId Batch, Block Block);

    /// <summary>
    /// Receiver to stage: every line of the batch before <paramref name="Record"/> is confirmed.
    /// </summary>
    /// <param name="Batch">Whose.</param>
    /// <param name="Receiver">By whom.</param>
    /// <param name="Record">Ordinal of the first input record that is not confirmed yet.</param>
    /// <param name="Lines">How many lines this message confirms.</param>
    public sealed record Confirmed(BatchId Batch, string Receiver, long Record, int Lines) : IDeadLetterSuppression;

    /// <summary>Receiver to stage: no live connection for down-after. Also sent to batches attached when that happens.</summary>
    public sealed record Down(string Receiver) : IDeadLetterSuppression;

    /// <summary>
    /// Stage to Receiver: the batch is over, or given up. What was not begun is dropped and its blocks are returned; a
    /// message that was begun is finished, for a torn line would be worse.
    /// </summary>
    public sealed record Detach(BatchId Batch) : IDeadLetterSuppression;
}

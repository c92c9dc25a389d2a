using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>What a ReceiverActor and its ConnectionActors say to each other.</summary>
internal static class ConnectionProtocol
{
    /// <summary>Receiver to connection: send this. The memory stays the Receiver's, and it keeps it until the write or the session is over.</summary>
    /// <param name="Session">For which session it is meant; another one ignores it, because its block is elsewhere by then.</param>
    /// <param name="Sequence">Its number: rises by 1 with every Write to this connection.</param>
    /// <param name="Content">Whole messages.</param>
    public sealed record Write(int Session, long Sequence, ReadOnlyMemory<byte> Content) : IDeadLetterSuppression;

    /// <summary>Receiver to connection: finish what was handed over, half-close, and end.</summary>
    public sealed record Drain : IDeadLetterSuppression
    {
        public static Drain Instance { get; } = new();
    }

    /// <summary>Connection to Receiver: it is trying to connect.</summary>
    public sealed record Connecting : IDeadLetterSuppression
    {
        public static Connecting Instance { get; } = new();
    }

    /// <summary>Connection to Receiver: it is connected, and takes blocks.</summary>
    /// <param name="Session">Which connect of this actor it is, from 1.</param>
    public sealed record Live(int Session) : IDeadLetterSuppression;

    /// <summary>Connection to Receiver: every block up to this number is written whole.</summary>
    public sealed record Written(long Sequence) : IDeadLetterSuppression;

    /// <summary>
    /// Connection to Receiver: it is not connected any more, or could not connect. No socket operation that reads a
    /// block's memory is left; blocks that are not <see cref="Written"/> are the Receiver's to send elsewhere.
    /// </summary>
    /// <param name="Reason">Why, for people.</param>
    /// <param name="Begun">Number of the last block of which anything may have been sent; 0 for none.</param>
    public sealed record Ended(string Reason, long Begun) : IDeadLetterSuppression;
}

using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>What a ReceiverActor and its ConnectionActors say to each other.</summary>
internal static class ConnectionProtocol
{
    /// <summary>
    /// Receiver to connection: send this. The memory stays the Receiver's, and it keeps it until the write or the
    /// session is over.
    /// </summary>
    /// <param name="Session">
    /// For which session it is meant; another one ignores it, because its block is elsewhere by then.
    /// </param>
    /// <param name="Sequence">Its number: rises by 1 with every Write to this connection.</param>
    /// <param name="Content">Whole messages.</param>
    public sealed record Write(int Session, long Sequence, ReadOnlyMemory<byte> Content) : IDeadLetterSuppression;

    /// <summary>Receiver to connection: finish what was handed over, half-close, and end.</summary>
    public sealed record Drain : IDeadLetterSuppression { public static Drain Instance { get; } = new(); }

    /// <summary>Connection to Receiver: it is trying to connect.</summary>
    public sealed record Connecting : IDeadLetterSuppression { public static Connecting Instance { get; } = new(); }

    /// <summary>Connection to Receiver: it is connected, and takes blocks.</summary>
    /// <param name="Session">Which connect of this actor it is, from 1.</param>
    /// <param name="Acknowledges">
    /// The system says what the Receiver's kernel acknowledges; else a completed write counts as that.
    /// </param>
    public sealed record Live(int Session, bool Acknowledges) : IDeadLetterSuppression;

    /// <summary>Connection to Receiver: blocks have moved.</summary>
    /// <param name="Written">Number of the last block that is written whole, and with it all before; 0 for none.</param>
    /// <param name="Acknowledged">Bytes of this session that the Receiver's kernel has acknowledged.</param>
    public sealed record Progress(long Written, long Acknowledged) : IDeadLetterSuppression;

    /// <summary>Connection to Receiver: it takes no more blocks in this session, which is about to end in good order.</summary>
    public sealed record Leaving : IDeadLetterSuppression { public static Leaving Instance { get; } = new(); }

    /// <summary>
    /// Connection to Receiver: it is not connected any more, or could not connect. No socket operation that reads a
    /// block's memory is left; blocks that are not confirmed are the Receiver's to send elsewhere.
    /// </summary>
    /// <param name="Reason">Why, for people.</param>
    /// <param name="Orderly">
    /// The Receiver closed its side, so what it acknowledged it has read; else nobody knows how much of that it has.
    /// </param>
    /// <param name="Begun">Number of the last block of which anything may have been sent; 0 for none.</param>
    /// <param name="Last">How far it had come.</param>
    public sealed record Ended(string Reason, bool Orderly, long Begun, Progress Last) : IDeadLetterSuppression;
}

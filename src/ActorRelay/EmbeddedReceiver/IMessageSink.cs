using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Where received messages go. Several connections call it at once. A connection reads on only when the call has
/// ended, so a slow sink slows the sender down; an exception closes that connection, with the reason reported.
/// </summary>
internal interface IMessageSink
{
    /// <summary>Takes one message, without its framing. The bytes are valid only until the call ends.</summary>
    ValueTask TakeAsync(ReadOnlySequence<byte> message, CancellationToken cancellation);

    /// <summary>No further message is at hand: what was taken is made visible.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);
}

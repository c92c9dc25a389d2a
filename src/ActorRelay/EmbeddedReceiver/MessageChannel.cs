using System.Buffers;
using System.Threading.Channels;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Hands each message to a reader in this process. When <paramref name="capacity"/> messages wait, connections stop
/// reading until the reader has caught up.
/// </summary>
internal sealed class MessageChannel(int capacity) : IMessageSink
{
    private readonly Channel<byte[]> _messages = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(capacity)
    {
        SingleReader = true,
    });

    public ChannelReader<byte[]> Messages => _messages.Reader;

    public ValueTask TakeAsync(ReadOnlySequence<byte> message, CancellationToken cancellation) =>
        _messages.Writer.WriteAsync(message.ToArray(), cancellation);

    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}

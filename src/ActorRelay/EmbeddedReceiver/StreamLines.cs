using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>Writes each message as one line to a stream, such as redirected standard output.</summary>
internal sealed class StreamLines(Stream destination) : IMessageSink
{
    private const int Buffer = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly BufferedStream _destination = new(destination, Buffer);

    public ValueTask TakeAsync(ReadOnlySequence<byte> message, CancellationToken cancellation)
    {
        lock (_lock)
        {
            MessageLine.Write(_destination, message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            _destination.Flush();
        }

        return ValueTask.CompletedTask;
    }
}

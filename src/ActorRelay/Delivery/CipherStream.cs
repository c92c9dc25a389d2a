namespace ActorRelay.Delivery;

/// <summary>
/// What lies below <see cref="System.Net.Security.SslStream"/>: a socket, and a count of all that went into it, handshake
/// included, for that is what the kernel's acknowledgements count.
/// </summary>
internal sealed class CipherStream(IReceiverSocket socket) : Stream
{
    private long _written;

    /// <summary>Bytes that the socket has taken.</summary>
    public long Written => Interlocked.Read(ref _written);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => socket.ReceiveAsync(buffer);

    /// <remarks>A record that is torn can never be mended, so no token ends it: the socket's end does.</remarks>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var sent = await socket.SendAsync(buffer).ConfigureAwait(false);
            Interlocked.Add(ref _written, sent);
            buffer = buffer[sent..];
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

using System.Buffers;

namespace ActorRelay.Blocks;

/// <summary>Reads a sequence of segments once, front to back, for those who want a Stream.</summary>
/// <param name="owner">Disposed with the stream; null for nobody.</param>
internal sealed class SequenceStream(ReadOnlySequence<byte> sequence, IDisposable? owner = null) : Stream
{
    private ReadOnlySequence<byte>.Enumerator _segments = sequence.GetEnumerator();
    private ReadOnlyMemory<byte> _segment;
    private long _position;

    /// <summary>Bytes from here on, up to <see cref="SinglyTo"/>, are given one at a time.</summary>
    public long SinglyFrom { get; init; }

    /// <summary>See <see cref="SinglyFrom"/>.</summary>
    public long SinglyTo { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = sequence.Length;

    /// <summary>Bytes read so far: how far into the body the decoder has come, give or take what it buffers.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_segment.IsEmpty)
        {
            if (!_segments.MoveNext())
            {
                return 0;
            }

            _segment = _segments.Current;
        }

        var count = Math.Min(buffer.Length, _segment.Length);
        if (_position < SinglyTo)
        {
            count = _position < SinglyFrom ? (int)Math.Min(count, SinglyFrom - _position) : Math.Min(count, 1);
        }

        _segment.Span[..count].CopyTo(buffer);
        _segment = _segment[count..];
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        owner?.Dispose();
        base.Dispose(disposing);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using System.Buffers;

namespace ActorRelay.Batches;

/// <summary>
/// A body while it comes in: a chain of pooled segments. Disposing it gives them back. One thread at a time.
/// </summary>
internal sealed class BodyBuffer(SegmentPool pool) : IDisposable
{
    private BodySegment? _first;
    private BodySegment? _last;
    private int _lastLength;

    public long Length { get; private set; }

    /// <summary>Valid until the buffer is disposed.</summary>
    public ReadOnlySequence<byte> Bytes => _first is null
        ? ReadOnlySequence<byte>.Empty
        : new ReadOnlySequence<byte>(_first, 0, _last!, _lastLength);

    public void Append(in ReadOnlySequence<byte> bytes)
    {
        foreach (var memory in bytes)
        {
            Append(memory.Span);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_last is null || _lastLength == BodySegment.Size)
            {
                AddSegment();
            }

            var taken = Math.Min(bytes.Length, BodySegment.Size - _lastLength);
            bytes[..taken].CopyTo(_last!.Array.AsSpan(_lastLength));
            _lastLength += taken;
            Length += taken;
            bytes = bytes[taken..];
        }
    }

    public void Dispose()
    {
        pool.Return(Interlocked.Exchange(ref _first, null));
        _last = null;
    }

    private void AddSegment()
    {
        var segment = pool.Rent();
        _last?.Append(segment);
        _first ??= segment;
        _last = segment;
        _lastLength = 0;
    }
}

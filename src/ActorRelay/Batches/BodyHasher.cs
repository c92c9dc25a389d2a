using System.Buffers;
using System.Security.Cryptography;
using ActorRelay.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// Makes the <see cref="BodyHash"/> of a body that is not in memory, as it comes. A gzip header that is longer than its
/// first 64 KiB is taken for content: should that body come again it would be taken for another.
/// </summary>
internal sealed class BodyHasher : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = ArrayPool<byte>.Shared.Rent(BodySegment.Size);
    private int _headLength;
    private bool _isPastHead;
    private bool _isDisposed;

    /// <summary>The body's first bytes, 64 KiB at most. Valid until it is disposed.</summary>
    public ReadOnlySequence<byte> Head => new(_head, 0, _headLength);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!_isPastHead)
        {
            var taken = Math.Min(bytes.Length, BodySegment.Size - _headLength);
            bytes[..taken].CopyTo(_head.AsSpan(_headLength));
            _headLength += taken;
            bytes = bytes[taken..];
            if (_headLength == BodySegment.Size)
            {
                HashHead();
            }
        }

        _sha.AppendData(bytes);
    }

    /// <summary>Of all that was appended.</summary>
    public BodyHash Finish()
    {
        if (!_isPastHead)
        {
            HashHead();
        }

        return BodyHash.OfFinished(_sha);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _sha.Dispose();
            ArrayPool<byte>.Shared.Return(_head);
        }
    }

    private void HashHead()
    {
        _isPastHead = true;
        foreach (var memory in GzipHeader.Skip(Head))
        {
            _sha.AppendData(memory.Span);
        }
    }
}

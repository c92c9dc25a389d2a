using System.Buffers;
using System.IO.Compression;
using ActorRelay.Accounts;
using ActorRelay.Blocks;

namespace ActorRelay.Streams;

/// <summary>
/// Reads a body from its beginning, inflated if it is gzip, which its first bytes tell. What may be the seal
/// (<see cref="GzipSeal"/>) is held back until more comes.
/// </summary>
internal sealed class InflatedBody : IDisposable
{
    private readonly SequenceStream _compressed;
    private readonly Stream _inflated;
    private readonly byte[] _seal;
    private readonly long _maxInflated;
    private int _sealLength;
    private long _total;

    public InflatedBody(ReadOnlySequence<byte> body, long maxInflated)
    {
        var gzip = GzipSeal.IsGzip(body);
        _maxInflated = maxInflated;
        _seal = new byte[gzip ? GzipSeal.Length : 0];
        _compressed = gzip
            ? new SequenceStream(GzipSeal.Close(body)) { SinglyFrom = GzipSeal.PaddingOf(body), SinglyTo = body.Length }
            : new SequenceStream(body);
        _inflated = gzip ? new GZipStream(_compressed, CompressionMode.Decompress) : _compressed;
    }

    private long BodyLength => _compressed.Length - GzipSeal.MemberLength;

    /// <summary>
    /// The decoder has ended at what follows a whole member, and that is padding to the body's end: it is given that byte by
    /// byte, so it has seen one that begins no member, and has taken none behind it.
    /// </summary>
    private bool IsAtPadding => _compressed.Position > _compressed.SinglyFrom && _compressed.Position <= _compressed.SinglyTo;

    private long BodyPosition => Math.Min(_compressed.Position, BodyLength);

    /// <summary>Fills <paramref name="room"/>, or as much of it as there is to come.</summary>
    /// <param name="room">At least as long as the seal.</param>
    /// <param name="length">Bytes read; 0 at the end.</param>
    /// <returns>Why it cannot be read; null when it can.</returns>
    public BodyException? Read(Span<byte> room, out int length)
    {
        length = 0;
        _seal.AsSpan(0, _sealLength).CopyTo(room);
        var filled = _sealLength;
        try
        {
            int read;
            while (filled < room.Length && (read = _inflated.Read(room[filled..])) > 0)
            {
                filled += read;
            }
        }
        catch (InvalidDataException)
        {
            return new CorruptBodyException($"corrupt gzip at or before byte {BodyPosition}");
        }

        if (filled < room.Length && IsAtPadding)
        {
            _sealLength = 0;
            return Count(length = filled);
        }

        if (filled < room.Length && _seal.Length > 0 && !EndsWithSeal(room[..filled]))
        {
            return new CorruptBodyException(
                $"the gzip body is cut off, or other bytes follow it: its {BodyLength} bytes do not end with a gzip trailer");
        }

        _sealLength = Math.Min(_seal.Length, filled);
        length = filled - _sealLength;
        room[length..filled].CopyTo(_seal);
        return Count(length);
    }

    private InflatedTooLargeException? Count(int length)
    {
        _total += length;
        return _total > _maxInflated ? new InflatedTooLargeException(_maxInflated) : null;
    }

    public void Dispose() => _inflated.Dispose();

    private static bool EndsWithSeal(ReadOnlySpan<byte> content) =>
        content.Length >= GzipSeal.Length && GzipSeal.IsIntact(content[^GzipSeal.Length..]);
}

/// <summary>Corrupt or cut-off gzip, or not NDJSON at all.</summary>
internal sealed class CorruptBodyException(string message) : BodyException(message);

/// <summary>The body inflates to more than <c>max-inflated</c>.</summary>
internal sealed class InflatedTooLargeException(long limit)
    : BodyException($"the body inflates to more than max-inflated, {limit} bytes");

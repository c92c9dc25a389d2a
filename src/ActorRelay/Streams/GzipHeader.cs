using System.Buffers;

namespace ActorRelay.Streams;

/// <summary>
/// The header of a gzip member (RFC 1952 section 2.3). It holds when and by what the body was compressed, and perhaps a
/// name: the same content compressed again by the same program differs in it alone.
/// </summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;
    private const int FlagsAt = 3;

    private const int HeaderCrc = 1 << 1;
    private const int Extra = 1 << 2;
    private const int Name = 1 << 3;
    private const int Comment = 1 << 4;

    /// <summary>What follows the first header: all of a body that is not gzip, or whose header is cut off.</summary>
    public static ReadOnlySequence<byte> Skip(ReadOnlySequence<byte> body) =>
        GzipSeal.IsGzip(body) && TrySkip(body, out var content) ? content : body;

    private static bool TrySkip(ReadOnlySequence<byte> body, out ReadOnlySequence<byte> content)
    {
        content = default;
        var reader = new SequenceReader<byte>(body);
        if (!reader.TryPeek(FlagsAt, out var flags) || !TryAdvance(ref reader, FixedLength))
        {
            return false;
        }

        if ((flags & Extra) != 0 && (!TryReadLength(ref reader, out var length) || !TryAdvance(ref reader, length)))
        {
            return false;
        }

        if (((flags & Name) != 0 && !reader.TryAdvanceTo(0))
            || ((flags & Comment) != 0 && !reader.TryAdvanceTo(0))
            || ((flags & HeaderCrc) != 0 && !TryAdvance(ref reader, sizeof(ushort))))
        {
            return false;
        }

        content = reader.UnreadSequence;
        return true;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        var isThere = reader.TryReadLittleEndian(out short read);
        length = (ushort)read;
        return isThere;
    }

    private static bool TryAdvance(ref SequenceReader<byte> reader, int count)
    {
        if (reader.Remaining < count)
        {
            return false;
        }

        reader.Advance(count);
        return true;
    }
}

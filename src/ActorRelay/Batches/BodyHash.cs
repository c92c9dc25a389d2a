using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using ActorRelay.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// What a body is known by when it comes again: SHA-256 of the bytes as received, after the gzip header, which holds a
/// time. On the compressed bytes alone it costs a small part of what it costs to inflate them.
/// </summary>
internal readonly record struct BodyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static BodyHash Of(ReadOnlySequence<byte> body)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var memory in GzipHeader.Skip(body))
        {
            sha.AppendData(memory.Span);
        }

        return OfFinished(sha);
    }

    /// <summary>Of what was appended; it begins anew.</summary>
    public static BodyHash OfFinished(IncrementalHash sha)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(hash);
        return new BodyHash(
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));
    }

    /// <summary>What <see cref="ToString"/> made; all zero for anything else.</summary>
    public static BodyHash Parse(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigit)
            ? new BodyHash(Part(text, 0), Part(text, 16), Part(text, 32), Part(text, 48))
            : default;

    /// <summary>64 lower-case hex digits, as <c>sha256sum</c> shows it.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";

    private static ulong Part(string text, int start) =>
        ulong.Parse(text.AsSpan(start, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

using System.IO.Hashing;

namespace ActorRelay.Spool.Sql;

/// <summary>A piece of a body: all but the last have 1 MiB.</summary>
/// <param name="Number">Which one, from 0.</param>
/// <param name="Content">Its bytes, in a pooled array.</param>
internal readonly record struct SpoolPiece(string Batch, int Number, ArraySegment<byte> Content)
{
    /// <summary>XXH3, against bytes that changed on the disk.</summary>
    public static long ChecksumOf(ReadOnlySpan<byte> content) => unchecked((long)XxHash3.HashToUInt64(content));
}

using System.Buffers;

namespace ActorRelay.Batches;

/// <summary>One pooled array of a body as received, linked to the next.</summary>
internal sealed class BodySegment : ReadOnlySequenceSegment<byte>
{
    /// <summary>
    /// Bytes in each: below the limit of the large object heap, so that segments the pool lets go are collected soon.
    /// </summary>
    public const int Size = 64 * 1024;

    public BodySegment()
    {
        Array = GC.AllocateUninitializedArray<byte>(Size);
        Memory = Array;
    }

    public byte[] Array { get; }

    public BodySegment? Following => (BodySegment?)Next;

    /// <summary>What <paramref name="bytes"/> take in memory: whole segments.</summary>
    public static long RoundUp(long bytes) => (bytes + Size - 1) / Size * Size;

    public void Append(BodySegment next)
    {
        next.RunningIndex = RunningIndex + Size;
        Next = next;
    }

    public void Unlink()
    {
        Next = null;
        RunningIndex = 0;
    }
}

using System.Buffers;

namespace ActorRelay.Edge;

/// <summary>One link in the chain of arrays that hold a body.</summary>
internal sealed class BodySegment : ReadOnlySequenceSegment<byte>
{
    private BodySegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <param name="arrays">At least one; all but the last are full.</param>
    /// <param name="lastLength">Bytes in the last.</param>
    public static ReadOnlySequence<byte> Sequence(IReadOnlyList<byte[]> arrays, int lastLength)
    {
        var first = new BodySegment(Content(0), 0);
        var last = first;
        for (var i = 1; i < arrays.Count; i++)
        {
            var next = new BodySegment(Content(i), last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);

        Memory<byte> Content(int i) => i == arrays.Count - 1 ? arrays[i].AsMemory(0, lastLength) : arrays[i];
    }
}

namespace ActorRelay.Edge;

/// <summary>Arrays of 64 KiB that bodies are read into, kept for the next; <see cref="Admission"/> bounds how many there are.</summary>
internal sealed class SegmentPool
{
    /// <summary>Bytes; what the smallest body takes.</summary>
    public const int SegmentSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new();

    /// <summary>The room that so many bytes take.</summary>
    public static long RoomFor(long bytes) =>
        Math.Max(1, (bytes + SegmentSize - 1) / SegmentSize) * SegmentSize;

    public byte[] Rent()
    {
        lock (_lock)
        {
            return _free.Count > 0 ? _free.Pop() : GC.AllocateUninitializedArray<byte>(SegmentSize);
        }
    }

    public void Return(IEnumerable<byte[]> segments)
    {
        lock (_lock)
        {
            foreach (var segment in segments)
            {
                _free.Push(segment);
            }
        }
    }
}

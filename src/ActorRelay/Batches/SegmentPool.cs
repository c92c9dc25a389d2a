namespace ActorRelay.Batches;

/// <summary>
/// Segments for bodies, last in, first out, so that a segment is used again while it is in the cache. It makes as many
/// as are asked for (the edge bounds that) and keeps at most <c>keep</c> bytes of those that came back;
/// the rest go to the garbage collector.
/// </summary>
/// <param name="keep">Bytes to keep at most.</param>
internal sealed class SegmentPool(long keep)
{
    private readonly Lock _lock = new();
    private readonly Stack<BodySegment> _free = new();
    private long _outstanding;

    /// <summary>Segments that someone holds. 0 when nothing is in flight.</summary>
    public long Outstanding => Interlocked.Read(ref _outstanding);

    public BodySegment Rent()
    {
        Interlocked.Increment(ref _outstanding);
        lock (_lock)
        {
            if (_free.TryPop(out var segment))
            {
                return segment;
            }
        }

        return new BodySegment();
    }

    /// <summary>Takes back a chain of segments.</summary>
    public void Return(BodySegment? first)
    {
        lock (_lock)
        {
            for (var segment = first; segment is not null;)
            {
                var following = segment.Following;
                segment.Unlink();
                Interlocked.Decrement(ref _outstanding);
                if (_free.Count < keep / BodySegment.Size)
                {
                    _free.Push(segment);
                }

                segment = following;
            }
        }
    }
}

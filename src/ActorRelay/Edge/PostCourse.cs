namespace ActorRelay.Edge;

/// <summary>What becomes of a post's body and of its client, as it goes on.</summary>
internal sealed class PostCourse
{
    private long _gone;

    /// <summary>When the last byte of the body was there; null before.</summary>
    public DateTimeOffset? Received { get; private set; }

    /// <summary>Of the body, as they came.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the client was seen to have gone; null while it has not.</summary>
    public DateTimeOffset? Gone => Interlocked.Read(ref _gone) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Receive(DateTimeOffset now, long bytes) => (Received, Bytes) = (now, bytes);

    /// <summary>From any thread; the first time counts.</summary>
    public void Leave(DateTimeOffset now) => Interlocked.CompareExchange(ref _gone, now.UtcTicks, 0);
}

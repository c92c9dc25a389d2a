namespace ActorRelay.Delivery;

/// <summary>
/// How long a Receiver has confirmed nothing though bytes wait for it, whatever connections came and went meanwhile.
/// </summary>
internal sealed class HangWatch
{
    private DateTimeOffset? _since;

    /// <summary>Something waits, for as long as it has until now.</summary>
    public void Wait(DateTimeOffset now) => _since ??= now;

    /// <summary>Nothing waits any more, or what waits does so for a reason of ours.</summary>
    public void Rest() => _since = null;

    /// <summary>Something was confirmed that shows that the Receiver reads, and more waits.</summary>
    public void Move(DateTimeOffset now) => _since = now;

    /// <summary>Zero while nothing waits.</summary>
    public TimeSpan Age(DateTimeOffset now) => _since is { } since && now > since ? now - since : TimeSpan.Zero;
}

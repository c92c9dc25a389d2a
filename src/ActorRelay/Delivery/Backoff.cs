namespace ActorRelay.Delivery;

/// <summary>
/// The pauses between attempts: <paramref name="min"/>, doubled each time up to <paramref name="max"/>. Chance takes up
/// to half of each away, so that many connections do not all come back at the same moment.
/// </summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, Random random)
{
    private TimeSpan? _longest;

    public TimeSpan Next()
    {
        var longest = _longest ?? min;
        _longest = longest * 2 < max ? longest * 2 : max;
        return longest * (1 - random.NextDouble() / 2);
    }

    /// <summary>The last attempt was a good one; the next pause is a short one again.</summary>
    public void Reset() => _longest = null;
}

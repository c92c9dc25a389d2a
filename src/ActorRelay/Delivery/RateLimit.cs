using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// Holds <c>max-rate</c>: two token buckets of a tenth of a second each. A block goes when neither is empty and may
/// overdraw both; the next waits until that is made up for. So the rate holds on average, and what goes at once is a block.
/// </summary>
internal sealed class RateLimit(MaxRate rate, DateTimeOffset now)
{
    private const double Burst = 0.1;

    private double _records = rate.Records * Burst;
    private double _bytes = rate.Bytes * Burst;
    private DateTimeOffset _filled = now;

    /// <summary>How long the next block must wait; zero when it may go.</summary>
    public TimeSpan Wait(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - _filled).TotalSeconds);
        _filled = now;
        _records = Math.Min(rate.Records * Burst, _records + seconds * rate.Records);
        _bytes = Math.Min(rate.Bytes * Burst, _bytes + seconds * rate.Bytes);
        var wait = Math.Max(Missing(_records, rate.Records), Missing(_bytes, rate.Bytes));

        // No timer is finer, and one that comes too early would only be set again.
        return wait > 0 ? TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000)) : TimeSpan.Zero;
    }

    /// <summary>A block goes.</summary>
    public void Take(int lines, int bytes)
    {
        _records -= lines;
        _bytes -= bytes;
    }

    private static double Missing(double tokens, double perSecond) => perSecond > 0 && tokens < 0 ? -tokens / perSecond : 0;
}

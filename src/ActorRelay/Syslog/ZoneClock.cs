namespace ActorRelay.Syslog;

/// <summary>
/// A zone's offset at an instant. Looked up once for each quarter of an hour: every zone's changes of offset within the
/// window that headers show fall on one. Not for use by several threads.
/// </summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    private const long QuarterSeconds = 900;

    // Two, because lines around the end of a quarter alternate between it and the next.
    private readonly long[] _quarters = [long.MinValue, long.MinValue];
    private readonly long[] _offsets = new long[2];

    /// <summary>
    /// Whether the zone's clocks are put forward or back within a year, so that one local time in RFC 3164 can mean two.
    /// </summary>
    public static bool Changes(TimeZoneInfo zone, DateTimeOffset from) => Enumerable.Range(1, 366)
        .Any(day => zone.GetUtcOffset(from.AddDays(day)) != zone.GetUtcOffset(from));

    /// <summary>Seconds to add to UTC.</summary>
    public long OffsetAt(long unixSeconds)
    {
        var quarter = Math.DivRem(unixSeconds, QuarterSeconds).Quotient;
        var slot = (int)(quarter & 1);
        if (_quarters[slot] != quarter)
        {
            _offsets[slot] = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(unixSeconds)).TotalSeconds;
            _quarters[slot] = quarter;
        }

        return _offsets[slot];
    }
}

namespace ActorRelay.Syslog;

/// <summary>
/// Which event times a header may show: from 180 days before the time of receipt to one day after it, for RFC 3164
/// carries no year, and a clock that is wrong by more tells nothing.
/// </summary>
internal readonly struct EventTimeWindow(DateTimeOffset received)
{
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(180);
    private static readonly TimeSpan Newest = TimeSpan.FromDays(1);

    private readonly long _from = Microseconds(received - Oldest);
    private readonly long _to = Microseconds(received + Newest);

    /// <summary>The time of receipt, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public long Received { get; } = Microseconds(received);

    public bool Contains(long microseconds) => microseconds >= _from && microseconds <= _to;

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

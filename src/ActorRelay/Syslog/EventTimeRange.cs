namespace ActorRelay.Syslog;

/// <summary>From the earliest to the latest event time of some records, in microseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest; less than the first when no record has one.</param>
internal readonly record struct EventTimeRange(long First, long Last)
{
    public static EventTimeRange None { get; } = new(long.MaxValue, long.MinValue);

    public bool IsEmpty => Last < First;

    /// <summary>Unless it is empty.</summary>
    public DateTimeOffset FirstTime => DateTimeOffset.UnixEpoch.AddMicroseconds(First);

    /// <summary>Unless it is empty.</summary>
    public DateTimeOffset LastTime => DateTimeOffset.UnixEpoch.AddMicroseconds(Last);

    public EventTimeRange With(EventTimeRange other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));
}

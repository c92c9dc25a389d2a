using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>This has the names of the fields of records of one shape, and when one was last looked at. Thread-safe.</summary>
internal sealed class SeenShape(RecordShape shape, ImmutableArray<string> fields, long look, DateTimeOffset now)
{
    private long _lastLook = look;
    private long _lastSeen = now.UtcTicks;

    public RecordShape Shape => shape;

    public ImmutableArray<string> Fields => fields;

    /// <summary>Fields that look like an event time, where the records have none.</summary>
    public ImmutableArray<string> TimeLike { get; init; } = [];

    public DateTimeOffset FirstSeen => now;

    /// <summary>One was last seen at this one of the dataset's looks.</summary>
    public long LastLook => Volatile.Read(ref _lastLook);

    public DateTimeOffset LastSeen => new(Volatile.Read(ref _lastSeen), TimeSpan.Zero);

    /// <summary>Another record of the shape was looked at. Two threads may overtake each other by a look, which harms nobody.</summary>
    public void Touch(long at, DateTimeOffset time)
    {
        Volatile.Write(ref _lastLook, at);
        Volatile.Write(ref _lastSeen, time.UtcTicks);
    }
}

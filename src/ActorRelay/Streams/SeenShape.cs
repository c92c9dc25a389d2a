using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>Records of one shape: the names of their fields, and when one was last looked at. Thread-safe.</summary>
internal sealed class SeenShape(RecordShape shape, ImmutableArray<string> fields, long look, DateTimeOffset now)
{
    private long _lastLook = look;
    private long _lastSeen = now.UtcTicks;

    public RecordShape Shape => shape;

    public ImmutableArray<string> Fields => fields;

    /// <summary>Where they have no event time, fields that look like one.</summary>
    public ImmutableArray<string> TimeLike { get; init; } = [];

    public DateTimeOffset FirstSeen => now;

    /// <summary>By the dataset's count of looks.</summary>
    public long LastLook => Volatile.Read(ref _lastLook);

    public DateTimeOffset LastSeen => new(Volatile.Read(ref _lastSeen), TimeSpan.Zero);

    /// <summary>Another one. Two threads may overtake each other by a look, which harms nobody.</summary>
    public void Touch(long at, DateTimeOffset time)
    {
        Volatile.Write(ref _lastLook, at);
        Volatile.Write(ref _lastSeen, time.UtcTicks);
    }
}

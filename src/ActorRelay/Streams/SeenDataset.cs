using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>
/// This has what the path has seen of one dataset. Every batch of it shows its first record and, if it is large, one of every few
/// blocks, from its own thread: of a shape that is known that costs a walk over the record, no lock, and nothing on the
/// heap.
/// </summary>
/// <remarks>
/// A field that only few records have can be overlooked for a while. Beyond <see cref="MostShapes"/> shapes a new one
/// takes the place of one not seen for a minute, or is let go.
/// </remarks>
internal sealed class SeenDataset(
    string name, ImmutableArray<string> receivers, TimeProvider time, ImmutableArray<string> eventTime = default)
{
    public const int MostShapes = 64;

    /// <summary>So many names are kept of one shape.</summary>
    private const int MostFields = 512;

    /// <summary>Longer names, in bytes, are not kept: no dataset has any.</summary>
    private const int LongestName = 128;

    /// <summary>By then the shape's fields are in the history: that is brought up to date more often.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly EventTimeFields _eventTimes = EventTimeFields.Of(name, eventTime);
    private SeenShape[] _shapes = [];
    private long _looks;
    private long _timeless;

    public string Name => name;

    /// <summary>The Receivers of its route.</summary>
    public ImmutableArray<string> Receivers => receivers;

    /// <summary>Records looked at since the relay started.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>How many of them had no event time.</summary>
    public long Timeless => Interlocked.Read(ref _timeless);

    /// <summary>Event times are looked for in these fields, in this order.</summary>
    public ImmutableArray<string> EventTimes => _eventTimes.Names;

    /// <summary>Fields of records without an event time that look like one; of what was seen last, first.</summary>
    public ImmutableArray<string> TimeCandidates =>
    [
        .. Shapes.OrderByDescending(shape => shape.LastLook)
            .SelectMany(shape => shape.TimeLike)
            .Distinct(StringComparer.Ordinal)
            .Take(TimeLikeFields.Most),
    ];

    public IReadOnlyList<SeenShape> Shapes => Volatile.Read(ref _shapes);

    /// <param name="record">A line that is a record: it was formatted.</param>
    public void Look(ReadOnlySpan<byte> record)
    {
        var shape = RecordShape.Of(record, _eventTimes);
        if (shape.EventTime is EventTimeFormat.None)
        {
            Interlocked.Increment(ref _timeless);
        }

        var look = Interlocked.Increment(ref _looks);
        var now = time.GetUtcNow();
        if (Find(Volatile.Read(ref _shapes), shape) is { } known)
        {
            known.Touch(look, now);
        }
        else
        {
            Learn(shape, record, look, now);
        }
    }

    private void Learn(RecordShape shape, ReadOnlySpan<byte> record, long look, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (Find(_shapes, shape) is { } known)
            {
                known.Touch(look, now);
            }
            else if (_shapes.Length < MostShapes)
            {
                Volatile.Write(ref _shapes, [.. _shapes, ShapeOf(shape, record, look, now)]);
            }
            else if (_shapes.MinBy(other => other.LastSeen) is { } oldest && now - oldest.LastSeen > Idle)
            {
                Volatile.Write(
                    ref _shapes,
                    [.. _shapes.Where(other => other != oldest), ShapeOf(shape, record, look, now)]);
            }
        }
    }

    private static SeenShape ShapeOf(RecordShape shape, ReadOnlySpan<byte> record, long look, DateTimeOffset now) =>
        new(shape, NamesOf(record), look, now)
        {
            TimeLike = shape.EventTime is EventTimeFormat.None ? TimeLikeFields.Of(record, now) : [],
        };

    private static SeenShape? Find(SeenShape[] shapes, RecordShape shape)
    {
        foreach (var known in shapes)
        {
            if (known.Shape == shape)
            {
                return known;
            }
        }

        return null;
    }

    private static ImmutableArray<string> NamesOf(ReadOnlySpan<byte> record)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var fields = new TopLevelFields(record);
        while (fields.MoveNext() && names.Count < MostFields)
        {
            if (fields.Name.Length <= LongestName)
            {
                names.Add(Encoding.UTF8.GetString(fields.Name));
            }
        }

        return names.ToImmutable();
    }
}

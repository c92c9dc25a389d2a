using System.Collections.Immutable;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Syslog;

/// <summary>What a header takes from the record: the event time, the severity, and fields that templates name.</summary>
internal sealed class RecordHeader
{
    private readonly MessagePrefix _prefix;
    private readonly EventTimeWindow _window;
    private readonly RecordSeverity? _severity;
    private readonly LastEventTime _lastTime = new();
    private readonly ImmutableArray<int> _eventTimes;

    /// <param name="format">Of the output.</param>
    /// <param name="context">Of the batch.</param>
    /// <param name="alsoWanted">Fields that others want of a scan, too.</param>
    /// <param name="watching">What is done to fields, which a scan must tell whether a record has.</param>
    public RecordHeader(
        OutputFormat format, LineContext context, IEnumerable<string> alsoWanted, ImmutableArray<FieldShape> watching)
    {
        EventTimeFields = EventTimeFields.Of(context.Dataset, context.EventTime);
        var rule = format.Severity?.For(context.Dataset);
        var others = format.HeaderFields.Concat(alsoWanted).ToList();
        Wanted = rule is null && others.Count == 0 && watching.IsEmpty
            ? EventTimeFields.Wanted
            : WantedBy(rule?.Tests.Select(static test => test.Field) ?? [], others, watching);
        _eventTimes =
            [.. Enumerable.Range(0, EventTimeFields.Count).Select(place => Wanted.Names.IndexOf(EventTimeFields.FieldOf(place)))];
        _severity = rule is null ? null : new RecordSeverity(rule, format.Priority, Wanted);
        _window = new EventTimeWindow(context.Received);
        _prefix = new MessagePrefix(format, context, Wanted);
        _prefix.Header.SetTime(_window.Received);
        _prefix.Header.SetPriority(_severity?.DefaultPriority ?? format.Priority);
    }

    public MessagePrefix Prefix => _prefix;

    /// <summary>Where the event time is.</summary>
    public EventTimeFields EventTimeFields { get; }

    /// <summary>The fields that a scan must find for it.</summary>
    public WantedFields Wanted { get; }

    /// <summary>The record has no event time that a header can show.</summary>
    public bool UsesReceiveTime { get; private set; }

    /// <summary>What the header shows, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public long Time { get; private set; }

    /// <summary>Event times of all records so far that have one that a header can show.</summary>
    public EventTimeRange EventTimes { get; private set; } = EventTimeRange.None;

    /// <summary>What severities and event times are made of is found in other spellings too, unless settings name it.</summary>
    private WantedFields WantedBy(IEnumerable<string> severities, List<string> others, ImmutableArray<FieldShape> watching)
    {
        var similar = severities
            .Concat(EventTimeFields.IsNamed ? [] : EventTimeFields.Fields)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new WantedFields(
            [.. similar.Concat(EventTimeFields.Fields).Concat(others).Distinct(StringComparer.Ordinal)], watching, similar.Count);
    }

    /// <summary>Makes the header that of a record.</summary>
    public void Set(RecordFields record)
    {
        Time = EventTimeOf(record);
        _prefix.Header.SetTime(Time);
        if (_severity is not null)
        {
            _prefix.Header.SetPriority(_severity.PriorityOf(record));
        }

        if (_prefix.Header.IsOfRecord)
        {
            _prefix.Header.SetFields(record);
        }
    }

    /// <summary>The first of the <see cref="EventTimeFields"/> that can be read as a time, whenever that was.</summary>
    /// <param name="record">The record.</param>
    /// <param name="seconds">Whole seconds since 1970-01-01T00:00:00Z.</param>
    /// <returns>Where its value begins, or -1.</returns>
    public int FindEventTime(RecordFields record, out long seconds)
    {
        for (var place = 0; place < _eventTimes.Length; place++)
        {
            if (TryReadTime(record, place, out var start, out var microseconds))
            {
                seconds = HeaderTime.SecondOf(microseconds);
                return start;
            }
        }

        seconds = 0;
        return -1;
    }

    private long EventTimeOf(RecordFields record)
    {
        for (var place = 0; place < _eventTimes.Length; place++)
        {
            if (TryReadTime(record, place, out _, out var microseconds) && _window.Contains(microseconds))
            {
                UsesReceiveTime = false;
                EventTimes = EventTimes.With(new EventTimeRange(microseconds, microseconds));
                return microseconds;
            }
        }

        UsesReceiveTime = true;
        return _window.Received;
    }

    private bool TryReadTime(RecordFields record, int place, out int start, out long microseconds)
    {
        microseconds = 0;
        return record.TryGetSimilar(_eventTimes[place], out var json, out start)
            && EventTimeFields.TryDescend(place, ref json, ref start)
            && _lastTime.TryRead(json, out microseconds);
    }
}

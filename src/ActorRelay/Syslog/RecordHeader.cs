using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>What a header takes from the record: the event time, the severity, and fields that templates name.</summary>
internal sealed class RecordHeader
{
    private readonly MessagePrefix _prefix;
    private readonly EventTimeWindow _window;
    private readonly LineFields _fields;
    private readonly RecordSeverity? _severity;
    private readonly LastEventTime _lastTime = new();

    /// <param name="format">Of the output.</param>
    /// <param name="context">Of the batch.</param>
    /// <param name="fields">What lines of the output are made by.</param>
    public RecordHeader(OutputFormat format, LineContext context, LineFields fields)
    {
        _fields = fields;
        _severity = fields.Severity;
        _window = new EventTimeWindow(context.Received);
        _prefix = new MessagePrefix(format, context, fields.Wanted);
        _prefix.Header.SetTime(_window.Received);
        _prefix.Header.SetPriority(_severity?.DefaultPriority ?? format.Priority);
    }

    public MessagePrefix Prefix => _prefix;

    /// <summary>The record has no event time that a header can show.</summary>
    public bool UsesReceiveTime { get; private set; }

    /// <summary>What the header shows, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public long Time { get; private set; }

    /// <summary>Event times of all records so far that have one that a header can show.</summary>
    public EventTimeRange EventTimes { get; private set; } = EventTimeRange.None;

    /// <summary>Makes the header that of a record.</summary>
    public void Set(in RecordFields record)
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

    /// <summary>The severity of the event, by what happened to it, whatever that of the message is: 0 to 7.</summary>
    public int SeverityOf(in RecordFields record) => _fields.EventSeverity?.PriorityOf(record) ?? DatasetSeverities.Informational;

    /// <summary>The first of the dataset's event times that can be read as a time, whenever that was.</summary>
    /// <param name="record">The record.</param>
    /// <param name="microseconds">Since 1970-01-01T00:00:00Z.</param>
    /// <returns>Where its value begins, or -1.</returns>
    public int FindEventTime(in RecordFields record, out long microseconds)
    {
        for (var place = 0; place < _fields.EventTimePlaces.Length; place++)
        {
            if (TryReadTime(record, place, out var start, out microseconds))
            {
                return start;
            }
        }

        microseconds = 0;
        return -1;
    }

    private long EventTimeOf(in RecordFields record)
    {
        for (var place = 0; place < _fields.EventTimePlaces.Length; place++)
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

    private bool TryReadTime(in RecordFields record, int place, out int start, out long microseconds)
    {
        microseconds = 0;
        var (slot, isDeeper) = _fields.EventTimePlaces[place];
        return record.TryGetSimilar(slot, out var json, out start)
            && (!isDeeper || _fields.EventTimes.TryDescend(place, ref json, ref start))
            && _lastTime.TryRead(json, out microseconds);
    }
}

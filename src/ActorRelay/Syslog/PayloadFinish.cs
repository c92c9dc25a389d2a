using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// What is done to a payload behind the scanner, where most outputs and most records want nothing: it is written anew,
/// field by field, if options ask for it, and shortened if the message is too long.
/// </summary>
internal sealed unsafe class PayloadFinish
{
    private readonly RecordHeader _header;
    private readonly FieldWriter? _writer;
    private readonly ParameterWriter? _parameters;
    private readonly Shortening? _shortening;
    private readonly bool _writesTime;
    private readonly int _longest;

    public PayloadFinish(OutputFormat format, LineContext context, RecordHeader header, EventTimeFields eventTimes)
    {
        _header = header;
        _longest = format.MaxMessage == 0 ? int.MaxValue : format.MaxMessage;
        if (context.Input == InputStyle.Text)
        {
            return;
        }

        _writesTime = format.EventTimeField == EventTimeStyle.Unix || format.HasEventTime;
        _parameters = format.HasParameters ? new ParameterWriter(format, context.Dataset, eventTimes.Fields) : null;
        if (format.NeedsFieldWriter)
        {
            _writer = _parameters
                ?? (format.Payload == PayloadStyle.Json ? new JsonFieldWriter(format.First) : (FieldWriter)new PairFieldWriter(format));
        }

        if (format.MaxMessage > 0)
        {
            _shortening = new Shortening(format, eventTimes.Fields);
        }
    }

    /// <summary>The last message was longer than the limit.</summary>
    public bool HasShortened { get; private set; }

    /// <summary>The last message had more parameters than there can be: <see cref="OverflowParameter"/> has the others.</summary>
    public bool HasOverflow => _parameters is { HasOverflow: true };

    /// <summary>More than a line can need beyond its own length, apart from control characters.</summary>
    public long GrowthOf(ReadOnlySpan<byte> line) => _writer?.GrowthOf(line) ?? 0;

    /// <summary>Finishes the payload of a record, to which the header is set.</summary>
    /// <param name="record">At its <c>{</c>.</param>
    /// <param name="payload">What the scanner has written.</param>
    /// <param name="length">Of that.</param>
    /// <param name="growth">How many bytes longer than the line the payload may become.</param>
    /// <param name="fields">What the scanner has found.</param>
    /// <returns>The payload's length, or -1 when there is too little room.</returns>
    public int Finish(byte* record, byte* payload, int length, long growth, in RecordFields fields)
    {
        if (_writer is not null)
        {
            var time = 0L;
            var timeAt = _writesTime ? _header.FindEventTime(fields, out time) : -1;
            _parameters?.SetSeverity(_header.SeverityOf(fields));
            length = _writer.Write(record, payload, growth, timeAt, time);
            if (length < 0)
            {
                return length;
            }
        }

        HasShortened = length > Room;
        return HasShortened ? _shortening!.Shorten(payload, length, Room, _writer?.Written.Table) : length;
    }

    /// <summary>Finishes a line of text.</summary>
    /// <returns>Its length.</returns>
    public int FinishText(byte* payload, int length)
    {
        HasShortened = length > Room;
        return HasShortened ? Shortening.ShortenText(payload, Room) : length;
    }

    /// <summary>Bytes that a payload may have behind the header as it is.</summary>
    private int Room => _longest - _header.Prefix.Header.Length;
}

using System.Buffers.Text;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// The header of one batch's messages, kept as bytes in which only what differs is written anew: RFC 3164 section 4.1,
/// or RFC 5424 section 6 with no byte order mark; STRUCTURED-DATA is none, or what the payload begins with. No time is in it until one is set. Not for use
/// by several threads.
/// </summary>
internal sealed class HeaderWriter
{
    private const int PriorityLimit = 5;

    private readonly byte[] _bytes;
    private readonly HeaderTime _time;
    private readonly HeaderField[] _fields;
    private readonly bool _isRfc3164;
    private readonly bool _hasStructuredData;
    private readonly int _timeAt;
    private readonly int _fieldsAt;
    private int _start;
    private int _end;
    private int _priority = -1;

    public HeaderWriter(OutputFormat format, LineContext context, WantedFields wanted)
    {
        _isRfc3164 = format.Header == HeaderStyle.Rfc3164;
        _hasStructuredData = format.Payload == PayloadStyle.StructuredData && context.Input == InputStyle.Json;

        // LEEF's guide has three digits.
        _time = new HeaderTime(format.Header, format.TimeZone, format.Payload == PayloadStyle.Leef ? 3 : 6);
        _fields =
        [
            new HeaderField(_isRfc3164 ? HeaderFieldKind.LegacyHostname : HeaderFieldKind.Hostname, format.Hostname, context, wanted),
            new HeaderField(_isRfc3164 ? HeaderFieldKind.Tag : HeaderFieldKind.AppName, format.AppName, context, wanted),
            .. _isRfc3164 ? (HeaderField[])[] : [new HeaderField(HeaderFieldKind.MsgId, format.MsgId, context, wanted)],
        ];
        IsOfRecord = _fields.Any(static field => field.IsOfRecord);

        var version = _isRfc3164 ? "" : "1 ";
        var beginning = Encoding.ASCII.GetBytes($"{version}{_time.Placeholder} ");
        _timeAt = PriorityLimit + version.Length;
        _fieldsAt = PriorityLimit + beginning.Length;
        Limit = _fieldsAt + _fields.Sum(static field => field.Limit) + " : - -  ".Length;
        _bytes = new byte[Limit];
        beginning.CopyTo(_bytes, PriorityLimit);
        SetPriority(format.Priority);
        SetFields(default);
    }

    /// <summary>The header, and the space that ends it. Of a message without a payload the space is left out.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, Length);

    public int Length => _end - _start;

    /// <summary>The most that any record makes of it.</summary>
    public int Limit { get; }

    /// <summary>Fields of the record are in it, so <see cref="SetFields"/> must be called for each.</summary>
    public bool IsOfRecord { get; }

    /// <summary>Puts a time into it.</summary>
    /// <param name="microseconds">Since 1970-01-01T00:00:00Z, within the years 1 to 9999 of any zone.</param>
    public void SetTime(long microseconds) => _time.Write(microseconds, _bytes.AsSpan(_timeAt));

    /// <summary>Puts PRI into it: 0 to 191, written without leading zeros before what is always in the same place.</summary>
    public void SetPriority(int priority)
    {
        if (priority == _priority)
        {
            return;
        }

        _priority = priority;
        Span<byte> digits = stackalloc byte[3];
        Utf8Formatter.TryFormat(priority, digits, out var length);
        _start = PriorityLimit - length - 2;
        _bytes[_start] = (byte)'<';
        digits[..length].CopyTo(_bytes.AsSpan(_start + 1));
        _bytes[PriorityLimit - 1] = (byte)'>';
    }

    /// <summary>Puts what a record holds into it.</summary>
    public void SetFields(RecordFields record)
    {
        _end = _fieldsAt + _fields[0].Write(record, _bytes.AsSpan(_fieldsAt));
        if (_isRfc3164)
        {
            var tag = _fields[1].Write(record, _bytes.AsSpan(_end + 1));
            Append(" "u8);
            _end += tag;
            Append(tag == 0 ? ""u8 : ": "u8);
            return;
        }

        Append(" "u8);
        _end += _fields[1].Write(record, _bytes.AsSpan(_end));
        Append(" - "u8);
        _end += _fields[2].Write(record, _bytes.AsSpan(_end));
        Append(_hasStructuredData ? " "u8 : " - "u8);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_end));
        _end += text.Length;
    }
}

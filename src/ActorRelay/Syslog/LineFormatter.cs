using System.Text.Unicode;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Turns the lines of one batch into syslog messages for one output. A pure function of the line and of what it was
/// made with; it keeps buffers and a clock cache, so one thread at a time.
/// </summary>
internal sealed unsafe class LineFormatter
{
    /// <summary>Bytes at the end of both spans that may be read, or written over, without being content.</summary>
    public const int Slack = 64;

    private readonly RecordHeader _header;
    private readonly MessagePrefix _prefix;
    private readonly RecordScanner _scanner;
    private readonly PayloadFinish _finish;
    private readonly ControlEscapes _textEscapes = new();
    private readonly bool _isText;

    public LineFormatter(OutputFormat format, LineContext context)
    {
        _header = new RecordHeader(format, context);
        _prefix = _header.Prefix;
        _scanner = format.Payload switch
        {
            PayloadStyle.Json => new RecordScanner<JsonPayload>(_header.Wanted),
            _ => new RecordScanner<KeyValuePayload>(_header.Wanted),
        };
        _isText = context.Input == InputStyle.Text;
        _finish = new PayloadFinish(format, context, _header);
    }

    /// <summary>
    /// Records whose header shows the time of receipt, because they have no event time, or none that can be read, or
    /// one outside of <see cref="EventTimeWindow"/>. Lines of text have none and are not counted.
    /// </summary>
    public long ReceiveTimeUsed => _header.ReceiveTimeUsed;

    /// <summary>Messages that were longer than the limit, and were shortened.</summary>
    public long Shortened => _finish.Shortened;

    /// <summary>Formats the first line of <paramref name="source"/>.</summary>
    /// <param name="source">Whole lines, each ended by LF; the last <see cref="Slack"/> bytes are slack of any content.</param>
    /// <param name="validUtf8">The caller has checked that the source is valid UTF-8, so the line need not be.</param>
    /// <param name="destination">Room for the message; the last <see cref="Slack"/> bytes are slack and may be written over.</param>
    /// <remarks>
    /// A record without fields gives the header alone, without the space that would end it: under key-value <c>{}</c>
    /// has no payload. White space, and one comma before and one behind a record, do no harm.
    /// </remarks>
    /// <exception cref="ArgumentException">A span is too short, or the source does not end with LF before its slack.</exception>
    public LineResult Format(ReadOnlySpan<byte> source, bool validUtf8, Span<byte> destination)
    {
        if (source.Length <= Slack || source[^(Slack + 1)] != '\n')
        {
            throw new ArgumentException("Needs whole lines, each ended by LF, and slack behind the last.", nameof(source));
        }

        if (destination.Length < Slack)
        {
            throw new ArgumentException("Needs slack.", nameof(destination));
        }

        // The check above is what memory safety rests on: a line feed before the slack, at which every scan stops.
        fixed (byte* line = source, target = destination)
        {
            if (!validUtf8)
            {
                var content = source[..source.IndexOf((byte)'\n')];
                if (!Utf8.IsValid(content))
                {
                    return Bad(content, RecordError.InvalidUtf8, RecordDiagnosis.FirstInvalidUtf8(content));
                }
            }

            return _isText
                ? FormatText(source[..^Slack], line, target, destination.Length - Slack)
                : FormatRecord(source[..^Slack], line, target, destination.Length - Slack);
        }
    }

    private LineResult FormatRecord(ReadOnlySpan<byte> lines, byte* line, byte* target, int room)
    {
        var record = JsonValue.SkipWhiteSpace(line);
        if (*record == ',')
        {
            record = JsonValue.SkipWhiteSpace(record + 1);
        }

        if (*record == '\n')
        {
            return Blank((int)(record - line));
        }

        if (!HasRoom(lines, room, out var growth))
        {
            return Full(lines);
        }

        if (*record != '{')
        {
            return Refuse(lines);
        }

        var payload = target + _prefix.Guess;
        var end = _scanner.Scan(record, payload, growth);
        if (end.IsRefused && _scanner.OutOfRoom)
        {
            end = _scanner.Scan(record, payload, ExactGrowth(lines, room));
        }

        if (end.IsRefused)
        {
            return _scanner.OutOfRoom ? Full(lines) : Refuse(lines);
        }

        var rest = JsonValue.SkipWhiteSpace(end.Source);
        if (*rest == ',')
        {
            rest = JsonValue.SkipWhiteSpace(rest + 1);
        }

        if (*rest != '\n')
        {
            return Refuse(lines);
        }

        var lineLength = (int)(rest - line);
        var fields = new RecordFields(_scanner, new ReadOnlySpan<byte>(record, (int)(end.Source - record)));
        var length = _finish.Finish(
            record, payload, (int)(end.Target - payload), room - _prefix.Limit - lineLength - 1, fields);
        return length < 0 ? Full(lines) : Finish(lineLength, target, length);
    }

    private LineResult FormatText(ReadOnlySpan<byte> lines, byte* line, byte* target, int room)
    {
        var length = lines.IndexOf((byte)'\n');
        if (*JsonValue.SkipWhiteSpace(line) == '\n')
        {
            return Blank(length);
        }

        if (!HasRoom(lines, room, out var growth))
        {
            return Full(lines);
        }

        var content = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        var payload = target + _prefix.Guess;
        _textEscapes.Begin(growth);
        var end = TextMessage.Copy(line, line + content, payload, _textEscapes);
        if (end.IsRefused)
        {
            _textEscapes.Begin(ExactGrowth(lines, room));
            end = TextMessage.Copy(line, line + content, payload, _textEscapes);
        }

        return end.IsRefused
            ? Full(lines)
            : Finish(length, target, _finish.FinishText(payload, (int)(end.Target - payload)));
    }

    /// <summary>Whether the line fits if it does not grow, and by how much it may at least.</summary>
    private bool HasRoom(ReadOnlySpan<byte> lines, int room, out long growth)
    {
        // While there is room for all the lines there is no need to look for the end of the first.
        growth = room - _prefix.Limit - lines.Length;
        if (growth < 0)
        {
            growth = ExactGrowth(lines, room);
        }

        return growth >= 0;
    }

    private long ExactGrowth(ReadOnlySpan<byte> lines, int room) => room - _prefix.Limit - LengthOf(lines);

    private LineResult Finish(int lineLength, byte* target, int payloadLength) =>
        new(LineStatus.Written, lineLength + 1, _prefix.Finish(target, payloadLength), 0, RecordError.None, 0);

    private LineResult Full(ReadOnlySpan<byte> lines)
    {
        var length = LengthOf(lines);
        var line = lines[..length];
        var needed = _prefix.Limit + length + ControlEscapes.GrowthOf(line, _isText) + _finish.GrowthOf(line);
        return new LineResult(LineStatus.Full, 0, 0, checked((int)needed), RecordError.None, 0);
    }

    private static LineResult Refuse(ReadOnlySpan<byte> lines)
    {
        var content = lines[..(LengthOf(lines) - 1)];
        var error = RecordDiagnosis.Explain(content, out var offset);

        // The two must agree; should they ever not, the line is still set aside and not lost.
        return error == RecordError.None ? Bad(content, RecordError.InvalidJson, 0) : Bad(content, error, offset);
    }

    private static LineResult Bad(ReadOnlySpan<byte> content, RecordError error, int offset) =>
        new(LineStatus.Bad, content.Length + 1, 0, 0, error, offset);

    private static LineResult Blank(int lineLength) =>
        new(LineStatus.Blank, lineLength + 1, 0, 0, RecordError.None, 0);

    private static int LengthOf(ReadOnlySpan<byte> lines) => lines.IndexOf((byte)'\n') + 1;
}

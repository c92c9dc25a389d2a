using System.Collections.Immutable;
using System.Text.Unicode;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;

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
    private readonly LineRoom _room;
    private readonly RecordScanner _scanner;
    private readonly RecordScanner _shapedScanner;
    private readonly RecordRouting? _routing;
    private readonly PayloadFinish _finish;
    private readonly ControlEscapes _textEscapes = new();
    private readonly bool _isText;
    private readonly bool _replaces;

    /// <summary>One that formats every line.</summary>
    public LineFormatter(OutputFormat format, LineContext context)
        : this(format, context, [new RouteOfOutput(RecordRules.None, true)])
    {
    }

    /// <param name="format">How lines are to look.</param>
    /// <param name="context">What lines are of.</param>
    /// <param name="routes">Which of them are to be formatted; see <see cref="RecordRouting"/>.</param>
    /// <param name="fields">What lines are made by, if that is known already.</param>
    public LineFormatter(
        OutputFormat format, LineContext context, ImmutableArray<RouteOfOutput> routes, LineFields? fields = null)
    {
        fields ??= new LineFields(format, context.Dataset, context.EventTime, routes);
        _header = new RecordHeader(format, context, fields);
        _prefix = _header.Prefix;
        _routing = RecordRouting.Create(
            routes, new BatchNames(context.Batch, context.Dataset, context.Source), context.SampleKey, fields.Wanted);
        _scanner = CreateScanner(format, fields.Wanted);
        _shapedScanner = _routing is null ? _scanner : CreateScanner(format, fields.WantedOfShaped);
        _finish = new PayloadFinish(format, context, _header, fields.EventTimes);
        _isText = context.Input == InputStyle.Text;
        _replaces = context.InvalidUtf8 == InvalidUtf8.Replace;
        _room = new LineRoom(_prefix, _finish, _isText);
    }

    /// <summary>Event times of the records formatted so far, as far as headers can show them.</summary>
    public EventTimeRange EventTimes => _header.EventTimes;

    /// <summary>Formats the first line of <paramref name="source"/>.</summary>
    /// <param name="source">Whole lines, each ended by LF; the last <see cref="Slack"/> bytes are slack of any content.</param>
    /// <param name="destination">Room for the message; the last <see cref="Slack"/> bytes are slack and may be written over.</param>
    /// <param name="number">The line's number in its batch, from 1.</param>
    /// <remarks>
    /// A record without fields gives the header alone, without the space that would end it: under key-value <c>{}</c>
    /// has no payload. White space, and one comma before and one behind a record, do no harm.
    /// </remarks>
    /// <exception cref="ArgumentException">A span is too short, or the source does not end with LF before its slack.</exception>
    public LineResult Format(ReadOnlySpan<byte> source, Span<byte> destination, long number = 1)
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
            return _isText
                ? FormatText(source[..^Slack], line, target, destination.Length - Slack, number)
                : FormatRecord(source[..^Slack], line, target, destination.Length - Slack, number);
        }
    }

    private static RecordScanner CreateScanner(OutputFormat format, WantedFields wanted) =>
        format.Payload == PayloadStyle.Json
            ? RecordScanner.Create<JsonPayload>(wanted)
            : RecordScanner.Create<KeyValuePayload>(wanted);

    private LineResult FormatRecord(ReadOnlySpan<byte> lines, byte* line, byte* target, int room, long number)
    {
        var record = JsonValue.SkipWhiteSpace(line);
        if (*record == ',')
        {
            record = JsonValue.SkipWhiteSpace(record + 1);
        }

        if (*record == '\n')
        {
            return LineResult.Blank((int)(record - line));
        }

        if (!_room.Has(lines, room, out var growth))
        {
            return _room.Full(lines);
        }

        if (*record != '{')
        {
            return Refuse(lines, target, room, number);
        }

        var payload = target + _prefix.Guess;
        var end = _scanner.Scan(record, payload, growth);
        if (end.IsRefused && _scanner.OutOfRoom)
        {
            end = _scanner.Scan(record, payload, _room.ExactGrowth(lines, room));
        }

        if (end.IsRefused)
        {
            return _scanner.OutOfRoom ? _room.Full(lines) : Refuse(lines, target, room, number);
        }

        var rest = JsonValue.SkipWhiteSpace(end.Source);
        if (*rest == ',')
        {
            rest = JsonValue.SkipWhiteSpace(rest + 1);
        }

        if (*rest != '\n')
        {
            return Refuse(lines, target, room, number);
        }

        var lineLength = (int)(rest - line);
        var json = new ReadOnlySpan<byte>(record, (int)(end.Source - record));
        var route = _routing?.Choose(_scanner, json, number) ?? 0;
        if (route < 0)
        {
            return LineResult.Filtered(lineLength);
        }

        // The header is that of the record as it came, whatever shaping makes of its fields.
        var fields = new RecordFields(_scanner, json);
        _header.Set(fields);
        if (_routing?.ShaperFor(route, _scanner) is { } shaper)
        {
            return FormatShaped(shaper.Shape(record, json.Length, number, _header.Time, Slack), lineLength, target, room);
        }

        var length = _finish.Finish(
            record, payload, (int)(end.Target - payload), room - _prefix.Limit - lineLength - 1, fields);
        return length < 0 ? _room.Full(lines) : Finish(lineLength, target, length);
    }

    /// <summary>Formats what shaping has made of a line.</summary>
    private LineResult FormatShaped(ReadOnlySpan<byte> shaped, int lineLength, byte* target, int room)
    {
        if (shaped.IsEmpty)
        {
            return LineResult.Bad(lineLength, RecordError.TooLong, 0);
        }

        var record = shaped[..^Slack];
        if (!_room.Has(record, room, out var growth))
        {
            return _room.Full(record);
        }

        fixed (byte* source = shaped)
        {
            var payload = target + _prefix.Guess;
            var end = _shapedScanner.Scan(source, payload, growth);
            if (end.IsRefused)
            {
                return _shapedScanner.OutOfRoom ? _room.Full(record) : LineResult.Bad(lineLength, RecordError.InvalidJson, 0);
            }

            var json = new ReadOnlySpan<byte>(source, (int)(end.Source - source));
            var length = _finish.Finish(
                source, payload, (int)(end.Target - payload), growth, new RecordFields(_shapedScanner, json));
            return length < 0 ? _room.Full(record) : Finish(lineLength, target, length);
        }
    }

    private LineResult FormatText(ReadOnlySpan<byte> lines, byte* line, byte* target, int room, long number)
    {
        var length = lines.IndexOf((byte)'\n');
        if (*JsonValue.SkipWhiteSpace(line) == '\n')
        {
            return LineResult.Blank(length);
        }

        if (!Utf8.IsValid(lines[..length]))
        {
            return _replaces
                ? Repair(lines[..length], target, room, number)
                : LineResult.Bad(length, RecordError.InvalidUtf8, RecordDiagnosis.FirstInvalidUtf8(lines[..length]));
        }

        if (_routing?.Choose(_scanner, default, number) < 0)
        {
            return LineResult.Filtered(length);
        }

        if (!_room.Has(lines, room, out var growth))
        {
            return _room.Full(lines);
        }

        var content = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        var payload = target + _prefix.Guess;
        _textEscapes.Begin(growth);
        var end = TextMessage.Copy(line, line + content, payload, _textEscapes);
        if (end.IsRefused)
        {
            _textEscapes.Begin(_room.ExactGrowth(lines, room));
            end = TextMessage.Copy(line, line + content, payload, _textEscapes);
        }

        return end.IsRefused
            ? _room.Full(lines)
            : Finish(length, target, _finish.FinishText(payload, (int)(end.Target - payload)));
    }

    private LineResult Finish(int lineLength, byte* target, int payloadLength) =>
        new(LineStatus.Written, lineLength + 1, _prefix.Finish(target, payloadLength), 0, RecordError.None, 0)
        {
            Notes = (_finish.HasShortened ? LineNotes.Shortened : LineNotes.None)
                | (_finish.HasOverflow ? LineNotes.Overflowed : LineNotes.None)
                | (_header.UsesReceiveTime ? LineNotes.ReceiveTime : LineNotes.None),
        };

    private LineResult Refuse(ReadOnlySpan<byte> lines, byte* target, int room, long number)
    {
        var content = lines[..(LineRoom.LengthOf(lines) - 1)];
        var error = RecordDiagnosis.Explain(content, out var offset);
        if (error == RecordError.InvalidUtf8 && _replaces)
        {
            return Repair(content, target, room, number);
        }

        // The two must agree; should they ever not, the line is still set aside and not lost.
        return LineResult.Bad(content.Length, error == RecordError.None ? RecordError.InvalidJson : error, offset);
    }

    private LineResult Repair(ReadOnlySpan<byte> line, byte* target, int room, long number) =>
        RepairedLine.Format(this, line, new Span<byte>(target, room + Slack), number);
}

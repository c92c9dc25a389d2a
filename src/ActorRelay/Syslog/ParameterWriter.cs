using System.Collections.Immutable;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Syslog;

/// <summary>
/// Writes the record as CEF, LEEF or structured data: what standards have a key for goes there, all other fields under
/// names of their own. No name is there twice, and no empty value.
/// </summary>
internal sealed unsafe class ParameterWriter : FieldWriter
{
    /// <summary>Parameters there are at most: syslog-ng's $SDATA leaves out what is beyond.</summary>
    public const int MostParameters = 255;

    /// <summary>The same, of a record of which shortening need not say anything.</summary>
    private const int MostUnshortened = MostParameters - 1;

    /// <summary>No URL is put together of a record with more fields, so none is taken apart again for want of parameters.</summary>
    private const int MostFieldsForUrls = 128;

    private const int LongestAction = 64;

    private readonly ParameterSyntax _syntax;
    private readonly ParameterText _text;
    private readonly ParameterNames _names;
    private readonly ParameterFrame _frame;
    private readonly OverflowParameter _overflow;
    private readonly ImmutableArray<StandardKey> _standard;
    private int _severity;
    private int _count;

    public ParameterWriter(OutputFormat format, string dataset, IEnumerable<string> eventTimeFields)
        : base(format.First)
    {
        _syntax = ParameterSyntax.Of(format.Payload)!;
        _frame = new ParameterFrame(format.Payload, dataset);
        _standard = _frame.Standard;
        _text = new ParameterText(_syntax);
        _names = new ParameterNames(
            _syntax, _standard, [.. _frame.Reserved, _syntax.Shortened, OverflowParameter.Name],
            format.Keep.Names.Concat(eventTimeFields));
        _overflow = new OverflowParameter(_text);
    }

    /// <summary>The last record had more parameters than there can be.</summary>
    public bool HasOverflow => _overflow.IsOpen;

    /// <summary>Says how severe the next record's event is, 0 to 7.</summary>
    public void SetSeverity(int severity) => _severity = severity;

    /// <summary>
    /// For each field its label, or <c>cf</c> and a number; for each value what stands behind a backslash; and a value that
    /// is too long for its key is written twice.
    /// </summary>
    public override long GrowthOf(ReadOnlySpan<byte> line) =>
        ParameterFrame.Longest + 64L * line.Count((byte)':')
        + 2L * (line.Length + line.Count((byte)'\\') + line.Count((byte)'=') + line.Count((byte)'"') + line.Count((byte)']')
            + line.Count((byte)0x7F) + line.Count((byte)0xC2) + line.Count((byte)0xE2));

    protected override byte* Open(byte* target)
    {
        var fields = Fields;
        var length = fields.IsEmpty ? 0 : fields[^1].ValueStart + fields[^1].ValueLength;
        _names.Find(Record, fields);
        _overflow.Begin();
        _count = 0;
        _text.Begin(target, length + Escapes.Growth);

        Span<byte> action = stackalloc byte[LongestAction];
        _frame.Open(_text, _severity, ActionOf(action));
        WriteFixed();
        return _text.At;
    }

    protected override byte* Close(byte* target)
    {
        if (_overflow.IsOpen)
        {
            var value = Begin("more"u8, out var key);
            _overflow.Write(Record, Fields);
            End(key, 0, value, FieldKind.Object, isKept: false);
        }

        _frame.Close(_text);
        return _text.IsFull ? null : _text.At;
    }

    protected override byte* WriteField(int index, byte* target)
    {
        ref readonly var field = ref Fields[index];
        ref readonly var parameter = ref _names.Fields[index];
        if (parameter.IsRepeated || IsTimeAlone(field)
            || RecordShaper.IsEmpty(Record + field.ValueStart, field.ValueLength, field.Kind))
        {
            return target;
        }

        var (at, written) = ((nint)_text.At, Written.Count);
        if (!_overflow.IsOpen)
        {
            WriteParameters(index, field, parameter);
        }

        if (_count >= MostUnshortened)
        {
            _overflow.Add(index, (byte*)at, written);
            if (_count > MostUnshortened && !_overflow.IsOpen)
            {
                _overflow.Open();
                _text.Truncate(_overflow.At);
                Written.Table.Truncate(_overflow.Written);
            }
        }

        return _text.IsFull ? null : _text.At;
    }

    protected override byte* WriteField(byte* key, int keyLength, byte* value, FieldKind kind, byte* target) =>
        throw new NotSupportedException("A parameter's name depends on all fields.");

    private ReadOnlySpan<byte> ValueOf(in RecordField field) => new(Record + field.ValueStart, field.ValueLength);

    /// <summary>The event time, which stands in its own place whole: one that is finer than that stays under its own name too.</summary>
    private bool IsTimeAlone(in RecordField field) =>
        field.ValueStart == TimeAt && !_frame.TimeKey.IsEmpty && Time % 1000 == 0 && !IsInNanoseconds(ValueOf(field));

    /// <summary>It has digits that are not 0 behind those of a microsecond, be it a number or a text.</summary>
    private static bool IsInNanoseconds(ReadOnlySpan<byte> json)
    {
        const int NanosecondDigits = 18;
        var point = json.IndexOf((byte)'.');
        var digits = point < 0 ? json.Trim((byte)'"') : json[(point + 1)..];
        var length = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = length < 0 ? digits : digits[..length];
        var finer = point >= 0 ? digits[Math.Min(6, digits.Length)..] : digits.Length >= NanosecondDigits ? digits[^3..] : default;
        return finer.IndexOfAnyExcept((byte)'0') >= 0;
    }

    private ReadOnlySpan<byte> ActionOf(Span<byte> buffer)
    {
        var fieldOf = _names.FieldOf;
        for (var standard = 0; standard < fieldOf.Length; standard++)
        {
            if (fieldOf[standard] >= 0 && _standard[standard].Name == CefKeys.Action)
            {
                return FieldText.Of(ValueOf(Fields[fieldOf[standard]]), buffer);
            }
        }

        return default;
    }

    /// <summary>What every record has.</summary>
    private void WriteFixed()
    {
        if (TimeAt >= 0 && !_frame.TimeKey.IsEmpty)
        {
            var time = Begin(_frame.TimeKey, out var timeKey);
            _text.AppendNumber(HeaderTime.MillisecondsOf(Time));
            End(timeKey, 0, time, FieldKind.Number, isKept: true);
        }

        var (name, isSeverity) = _frame.FixedKey;
        var value = Begin(name, out var key);
        _text.Append(isSeverity ? EventSeverity.Of(_severity) : _frame.Dataset);
        End(key, 0, value, FieldKind.Number, isKept: true);
    }

    private void WriteParameters(int index, in RecordField field, in FieldParameter parameter)
    {
        if (parameter.Standard >= 0)
        {
            var key = _standard[parameter.Standard];
            var isWhole = key.Form == KeyForm.Url
                ? WriteUrl(index, parameter.Standard, parameter.IsKept)
                : StandardValue.KeyFor(key, ValueOf(field)) is { } fitting && WriteStandard(fitting, field, parameter.IsKept);
            if (isWhole)
            {
                return;
            }
        }

        var value = Begin(_names.NameOf(parameter), out var name);
        if (SecondsFor(Record + field.ValueStart) is { } seconds && _frame.TimeKey.IsEmpty)
        {
            _text.AppendNumber(seconds);
        }
        else
        {
            _text.AppendValue(Record + field.ValueStart, field.ValueLength, field.Kind);
        }

        End(name, 0, value, field.Kind, parameter.IsKept);
    }

    /// <returns>Whether the value is there whole.</returns>
    private bool WriteStandard(StandardKey key, in RecordField field, bool isKept)
    {
        var value = Begin(key.Head, out var name);
        _text.AppendValue(Record + field.ValueStart, field.ValueLength, field.Kind);
        var isWhole = Limit(key, value);
        End(name, key.LabelLength, value, FieldKind.String, isKept);
        return isWhole;
    }

    /// <summary>Cuts a value to what its key may hold.</summary>
    private bool Limit(StandardKey key, byte* value)
    {
        if (!_text.Trim(value) || _text.IsFull || _text.At - value <= key.Longest)
        {
            return true;
        }

        _text.Truncate(value + (_syntax.HasNoEscape
            ? StringCut.TextAtMost(value, key.Longest - FieldCuts.MarkLength)
            : StringCut.AtMost(value, key.Longest - FieldCuts.MarkLength)));
        _text.Append(Shortening.Mark);
        return false;
    }

    /// <summary>Writes a URL in the place of its path, if there are all parts of one.</summary>
    /// <returns>Whether the part is in it whole.</returns>
    private bool WriteUrl(int index, int standard, bool isKept)
    {
        var key = _standard[standard];
        if (Fields.Length > MostFieldsForUrls || !TryGetPart(standard, 0, out _) || !TryGetPart(standard, StandardKey.HostPart, out _)
            || !TryGetPart(standard, StandardKey.PathPart, out var path) || Record[path.ValueStart + 1] != '/')
        {
            return false;
        }

        var (at, count, written) = ((nint)_text.At, _count, Written.Count);
        var value = Begin(key.Head, out var name);
        AppendPart(standard, 0);
        _text.Append("://"u8);
        AppendPart(standard, StandardKey.HostPart);
        AppendPart(standard, StandardKey.PathPart);
        if (TryGetPart(standard, StandardKey.QueryPart, out var query))
        {
            _text.Append(Record[query.ValueStart + 1] == '?' ? ""u8 : "?"u8);
            AppendPart(standard, StandardKey.QueryPart);
        }

        var isWhole = Limit(key, value);
        if (index == _names.FieldOf[standard])
        {
            End(name, key.LabelLength, value, FieldKind.String, isKept);
            return isWhole;
        }

        // Another part, whose place this is not.
        _text.Truncate((byte*)at);
        return isWhole;
    }

    private bool TryGetPart(int standard, int part, out RecordField field)
    {
        var index = _names.PartOf(standard, part);
        field = index < 0 ? default : Fields[index];
        return index >= 0 && field.Kind == FieldKind.String && field.ValueLength > 2;
    }

    private void AppendPart(int standard, int part)
    {
        ref readonly var field = ref Fields[_names.PartOf(standard, part)];
        _text.AppendValue(Record + field.ValueStart, field.ValueLength, field.Kind);
    }

    /// <summary>Begins a parameter.</summary>
    /// <returns>Where its value begins.</returns>
    private byte* Begin(ReadOnlySpan<byte> head, out byte* start)
    {
        if (Written.Count > 0)
        {
            _text.Append(_syntax.Separator);
        }

        start = _text.At;
        _text.Append(head);
        _text.Append(_syntax.IsQuoted ? "=\""u8 : "="u8);
        return _text.At;
    }

    /// <summary>Ends it, or takes it back when its value is empty.</summary>
    private void End(byte* start, int labelLength, byte* value, FieldKind kind, bool isKept)
    {
        if (!_text.Trim(value))
        {
            _text.Truncate(Written.Count > 0 ? start - 1 : start);
            return;
        }

        var nameEnd = value - (_syntax.IsQuoted ? 2 : 1);
        if (_syntax.IsQuoted)
        {
            _text.Append((byte)'"');
        }

        _count += labelLength > 0 ? 2 : 1;
        Written.Add(
            start + labelLength, nameEnd, nameEnd + 1, _text.At, new WrittenField(kind, isKept, (ushort)labelLength));
    }
}

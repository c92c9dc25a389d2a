using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Writes the record as key-value pairs in other styles than the scanner's.</summary>
internal sealed unsafe class PairFieldWriter : FieldWriter
{
    private readonly PairValues _values;
    private readonly FlattenedField? _flattened;
    private readonly bool _quotesNested;

    public PairFieldWriter(OutputFormat format)
        : base(format.First)
    {
        _values = new PairValues(format.Quote, format.Null, Escapes);
        _flattened = format.Nested == NestedStyle.Flatten ? new FlattenedField(_values, Written, Escapes) : null;
        _quotesNested = format.Nested != NestedStyle.Bare || format.Quote == QuoteStyle.All;
    }

    public override long GrowthOf(ReadOnlySpan<byte> line)
    {
        // Each backslash and each control character can come to be an escape of two characters that are escaped again.
        var growth = base.GrowthOf(line);
        if (_quotesNested)
        {
            growth += line.Count((byte)'"') + 2 * line.Count((byte)'\\') + ControlEscapes.GrowthOf(line, text: false);
        }

        return _flattened is null ? growth : growth + FlattenedField.Limit;
    }

    protected override byte* Open(byte* target)
    {
        _flattened?.Begin();
        return target;
    }

    protected override byte* Close(byte* target) => target;

    protected override byte* WriteField(byte* key, int keyLength, byte* value, FieldKind kind, byte* target)
    {
        if (_values.Drops(kind))
        {
            return target;
        }

        var d = target;
        if (Written.Count > 0)
        {
            *d++ = (byte)' ';
        }

        var name = d;
        d = KeyValuePayload.CopyKey(key, d);
        var nameEnd = d;
        if (_flattened is not null && FlattenedField.Takes(value, kind))
        {
            var end = _flattened.Write(name, nameEnd, value, target);
            if (!_flattened.IsTooLarge)
            {
                return end;
            }

            KeyValuePayload.CopyKey(key, name);
        }

        *d++ = (byte)'=';
        var start = d;
        d = WriteValue(value, kind, d);
        if (d is not null)
        {
            Written.Add(name, nameEnd, start, d, kind);
        }

        return d;
    }

    private byte* WriteValue(byte* value, FieldKind kind, byte* target)
    {
        if (SecondsFor(value) is { } seconds)
        {
            return _values.WriteSeconds(seconds, target);
        }

        // What flattening leaves is empty, or too large for it.
        var isQuoted = _quotesNested && kind is (FieldKind.Object or FieldKind.Array)
            && (_flattened is null || FlattenedField.Takes(value, kind));
        return isQuoted ? _values.WriteQuoted(value, target) : _values.WriteScalar(value, kind, target);
    }
}

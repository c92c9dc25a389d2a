using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Writes a record field by field, for outputs that want more than the scanner's one pass gives. It reads only what
/// <see cref="RecordScanner"/> has accepted.
/// <para>
/// What it writes for a field is never longer than the field with its quotes, colon and comma, apart from what
/// <see cref="ControlEscapes"/> had room for: as with the scanner, that keeps it inside its room, in whatever order.
/// </para>
/// </summary>
internal abstract unsafe class FieldWriter
{
    private readonly FieldTable _fields = new();
    private readonly WantedFields _first;
    private sbyte[] _slots = new sbyte[FieldTable.UsualCapacity];
    private byte* _record;
    private byte[] _withSeconds = [];
    private int _timeAt;
    private long _time;

    protected FieldWriter(FieldNames first) => _first = new WantedFields(first.Names);

    /// <summary>The fields that were written.</summary>
    public WrittenFields Written { get; } = new();

    protected ControlEscapes Escapes { get; } = new();

    /// <summary>The record, from its <c>{</c>.</summary>
    protected byte* Record => _record;

    /// <summary>Its fields, in its own order.</summary>
    protected ReadOnlySpan<RecordField> Fields => _fields.Fields;

    /// <summary>Where the value that is the event time begins, or -1.</summary>
    protected int TimeAt => _timeAt;

    /// <summary>The event time, microseconds since 1970-01-01T00:00:00Z.</summary>
    protected long Time => _time;

    /// <summary>Writes all fields, those to go first before the others.</summary>
    /// <param name="record">At its <c>{</c>; slack behind its line feed.</param>
    /// <param name="payload">Room for as many bytes as the line has, plus <paramref name="growth"/>, and slack.</param>
    /// <param name="growth">How many bytes longer than the line the result may be.</param>
    /// <param name="timeAt">Where the value begins that is to be written as <paramref name="time"/>, or -1.</param>
    /// <param name="time">Microseconds since 1970-01-01T00:00:00Z.</param>
    /// <returns>The payload's length, or -1 when there is too little room.</returns>
    public int Write(byte* record, byte* payload, long growth, int timeAt, long time)
    {
        _record = record;
        _timeAt = timeAt;
        _time = time;
        Escapes.Begin(growth);
        _fields.Read(record);
        Written.Begin(payload);
        var end = WriteInOrder(Open(payload));
        end = end is null ? null : Close(end);
        return end is null ? -1 : (int)(end - payload);
    }

    /// <summary>More than a line can need beyond its own length, apart from control characters.</summary>
    /// <param name="line">The line.</param>
    public virtual long GrowthOf(ReadOnlySpan<byte> line) => Digits.Limit;

    protected abstract byte* Open(byte* target);

    /// <returns>Behind the payload, or null when there is too little room.</returns>
    protected abstract byte* Close(byte* target);

    /// <summary>Writes one field and what separates it from the last.</summary>
    /// <returns>Behind it, or null when there is too little room.</returns>
    protected abstract byte* WriteField(byte* key, int keyLength, byte* value, FieldKind kind, byte* target);

    /// <summary>The time that stands in for a value, or null when it is to be written as it is.</summary>
    protected long? SecondsFor(byte* value) => value - _record == _timeAt ? HeaderTime.SecondOf(_time) : null;

    /// <summary>Writes one of <see cref="Fields"/>.</summary>
    protected virtual byte* WriteField(int index, byte* target)
    {
        ref readonly var field = ref Fields[index];
        var key = _record + field.KeyStart;
        return _timeAt > field.ValueStart && _timeAt < field.ValueStart + field.ValueLength
            ? WriteAround(key, field, target)
            : WriteField(key, field.KeyLength, _record + field.ValueStart, field.Kind, target);
    }

    private byte* WriteInOrder(byte* target)
    {
        var fields = _fields.Fields;
        if (_first.Count == 0)
        {
            for (var i = 0; i < fields.Length; i++)
            {
                if ((target = WriteField(i, target)) is null)
                {
                    return null;
                }
            }

            return target;
        }

        FindSlots(fields);
        for (var slot = 0; slot <= _first.Count; slot++)
        {
            var wanted = slot == _first.Count ? -1 : slot;
            for (var i = 0; i < fields.Length; i++)
            {
                if (_slots[i] == wanted && (target = WriteField(i, target)) is null)
                {
                    return null;
                }
            }
        }

        return target;
    }

    /// <summary>Writes an object with the time within it as seconds.</summary>
    private byte* WriteAround(byte* key, in RecordField field, byte* target)
    {
        if (!Escapes.Reserve(Digits.Limit))
        {
            return null;
        }

        var most = field.ValueLength + Digits.Limit + LineFormatter.Slack;
        if (_withSeconds.Length < most)
        {
            _withSeconds = new byte[2 * most];
        }

        var before = _timeAt - field.ValueStart;
        var behind = JsonSkip.Value(_record + _timeAt, out _);
        var length = (int)(_record + field.ValueStart + field.ValueLength - behind);
        fixed (byte* value = _withSeconds)
        {
            new ReadOnlySpan<byte>(_record + field.ValueStart, before).CopyTo(_withSeconds);
            var end = Digits.Write(HeaderTime.SecondOf(_time), value + before);
            new ReadOnlySpan<byte>(behind, length).CopyTo(new Span<byte>(end, length));
            return WriteField(key, field.KeyLength, value, field.Kind, target);
        }
    }

    private void FindSlots(ReadOnlySpan<RecordField> fields)
    {
        if (_slots.Length < fields.Length || _slots.Length > FieldTable.LargestKept)
        {
            _slots = new sbyte[Math.Max(fields.Length, FieldTable.UsualCapacity)];
        }

        for (var i = 0; i < fields.Length; i++)
        {
            _slots[i] = (sbyte)_first.Find(new ReadOnlySpan<byte>(_record + fields[i].KeyStart, fields[i].KeyLength));
        }
    }
}

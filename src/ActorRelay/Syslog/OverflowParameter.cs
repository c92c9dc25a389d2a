using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The parameter <c>more</c>: one JSON object of the fields for which there is none left.</summary>
internal sealed unsafe class OverflowParameter(ParameterText text)
{
    public const string Name = "more";

    private readonly ControlEscapes _escapes = new();
    private int[] _fields = [];
    private byte[] _json = [];
    private int _count;

    /// <summary>There are such fields.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where the first of them would have been written.</summary>
    public byte* At { get; private set; }

    /// <summary>How many parameters were written before.</summary>
    public int Written { get; private set; }

    /// <summary>Begins a record.</summary>
    public void Begin() => (_count, IsOpen) = (0, false);

    /// <summary>There are too many parameters: all fields that were added go here.</summary>
    public void Open() => IsOpen = true;

    /// <summary>Adds a field that may have to go here.</summary>
    /// <param name="field">Its index.</param>
    /// <param name="at">Where it was written.</param>
    /// <param name="written">How many parameters were written before.</param>
    public void Add(int field, byte* at, int written)
    {
        if (_count == 0)
        {
            At = at;
            Written = written;
        }

        if (_count == _fields.Length)
        {
            Array.Resize(ref _fields, Math.Max(FieldTable.UsualCapacity, 2 * _count));
        }

        _fields[_count++] = field;
    }

    /// <summary>Writes the value.</summary>
    public void Write(byte* record, ReadOnlySpan<RecordField> fields)
    {
        var size = 2L;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var field = ref fields[_fields[i]];
            var key = new ReadOnlySpan<byte>(record + field.KeyStart, field.KeyLength);
            var value = new ReadOnlySpan<byte>(record + field.ValueStart, field.ValueLength);
            size += key.Length + value.Length + "\"\":,".Length
                + ControlEscapes.GrowthOf(key, text: false) + ControlEscapes.GrowthOf(value, text: false);
        }

        if (_json.Length < size + LineFormatter.Slack)
        {
            _json = new byte[checked((int)(2 * size + LineFormatter.Slack))];
        }

        _escapes.Begin(size);
        fixed (byte* start = _json)
        {
            var d = JsonPayload.Open(start);
            for (var i = 0; i < _count; i++)
            {
                ref readonly var field = ref fields[_fields[i]];
                d = JsonPayload.BeginKey(i > 0 ? JsonPayload.Separate(d) : d);
                d = JsonPayload.EndKey(JsonValue.CopyString(record + field.KeyStart, d, _escapes).Target - 1);
                d = JsonValue.Copy(record + field.ValueStart, d, _escapes).Target;
            }

            text.AppendPlain(new ReadOnlySpan<byte>(start, (int)(JsonPayload.Close(d) - start)));
        }
    }
}

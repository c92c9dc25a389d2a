using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorRelay.Records;

/// <summary>
/// The top-level fields of one record, in its own order. For what must look at a record as a whole, and so reads it a
/// second time; the arrays are used again from record to record. Not for use by several threads.
/// </summary>
internal sealed unsafe class FieldTable
{
    /// <summary>Fields there is room for at first: more than most records have.</summary>
    public const int UsualCapacity = 128;

    /// <summary>A record with more fields than this leaves nothing behind: 80 KiB stay with the table at most.</summary>
    public const int LargestKept = 4096;

    private RecordField[] _fields = new RecordField[UsualCapacity];

    public int Count { get; private set; }

    public ref readonly RecordField this[int index] => ref Fields[index];

    public ReadOnlySpan<RecordField> Fields => _fields.AsSpan(0, Count);

    /// <summary>Forgets the record that was there.</summary>
    public void Clear()
    {
        Count = 0;
        if (_fields.Length > LargestKept)
        {
            _fields = new RecordField[UsualCapacity];
        }
    }

    /// <summary>Forgets the last fields, so that <paramref name="count"/> are left.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Reads all fields; of one that is there twice, both.</summary>
    /// <param name="record">
    /// At the <c>{</c> of a record that <see cref="RecordScanner"/> has accepted or written, with 64 bytes of slack behind it.
    /// White space between its parts does no harm.
    /// </param>
    public void Read(byte* record)
    {
        Clear();
        Debug.Assert(*record == '{', "no record begins here");
        var p = JsonValue.SkipWhiteSpace(record + 1);
        while (*p == '"')
        {
            var key = p + 1;
            var end = JsonSkip.String(key);
            Debug.Assert(*JsonValue.SkipWhiteSpace(end) == ':', "a name without a value");
            var value = JsonValue.SkipWhiteSpace(JsonValue.SkipWhiteSpace(end) + 1);
            p = JsonSkip.Value(value, out var kind);
            Add(new RecordField((int)(key - record), (int)(end - key) - 1, (int)(value - record), (int)(p - value), kind));
            p = JsonValue.SkipWhiteSpace(p);
            if (*p == ',')
            {
                p = JsonValue.SkipWhiteSpace(p + 1);
                Debug.Assert(*p == '"', "a comma without a field behind it");
            }
        }

        Debug.Assert(*p == '}', "the record does not end where its fields do");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in RecordField field)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, _fields.Length * 2);
        }

        _fields[Count++] = field;
    }
}

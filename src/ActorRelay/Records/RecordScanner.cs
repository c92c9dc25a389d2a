namespace ActorRelay.Records;

/// <summary>
/// Validates one record (RFC 8259, at most <see cref="MaxDepth"/> deep) and rewrites it, in one pass and with nothing on
/// the heap. It says yes or no; <see cref="RecordDiagnosis"/> reads a refused line again to say where and why.
/// <para>
/// It stays inside memory whatever the line holds. Reading: each step takes bytes that are not a line feed, or stops;
/// so no step begins behind the line feed, and none is wider than the slack. Writing: each step writes at most as many
/// bytes as it reads, except where <see cref="ControlEscapes"/> had room reserved for more.
/// </para>
/// </summary>
internal abstract unsafe class RecordScanner(WantedFields wanted)
{
    /// <summary>How deep arrays and objects may be nested, the record itself counted.</summary>
    public const int MaxDepth = 64;

    private readonly int[] _starts = new int[wanted.Count + 1];
    private readonly int[] _lengths = new int[wanted.Count + 1];
    private byte* _line;
    private ulong _found;

    /// <summary>The line was refused only because it may not grow so much.</summary>
    public bool OutOfRoom => Escapes.OutOfRoom;

    /// <summary>The record has a field that is watched.</summary>
    public bool HasWatched => (_found & Wanted.WatchedSlots) != 0;

    /// <summary>What is among the record's values; none unless <see cref="WantedFields.NeedMarks"/>.</summary>
    public ValueMarks Marks { get; protected set; }

    protected WantedFields Wanted { get; } = wanted;

    protected ControlEscapes Escapes { get; } = new();

    /// <summary>The scanner for a payload.</summary>
    public static RecordScanner Create<TPayload>(WantedFields wanted)
        where TPayload : struct, IRecordPayload =>
        wanted.NeedMarks
            ? new RecordScanner<TPayload, MarkedValues>(wanted)
            : new RecordScanner<TPayload, UnmarkedValues>(wanted);

    /// <summary>Scans the record that begins at <paramref name="source"/> with <c>{</c>.</summary>
    /// <param name="source">A line feed follows somewhere, and 64 bytes of slack behind the first.</param>
    /// <param name="target">Room for as many bytes as there are up to the line feed, plus <paramref name="growth"/>, and 64 bytes of slack.</param>
    /// <param name="growth">How many bytes longer than the line the result may be.</param>
    /// <returns>Behind the record's <c>}</c> and behind what was written, or <see cref="Cursor.Refused"/>.</returns>
    public Cursor Scan(byte* source, byte* target, long growth)
    {
        _line = source;
        _found = 0;
        Marks = ValueMarks.None;
        Escapes.Begin(growth);
        return ScanRecord(source, target);
    }

    /// <summary>
    /// Where a wanted field's value is, as JSON, counted from the record's <c>{</c>. Of a key that is there twice, the last counts.
    /// </summary>
    /// <returns>False when the record does not have it.</returns>
    public bool TryGetField(int slot, out int start, out int length)
    {
        start = _starts[slot];
        length = _lengths[slot];
        return (_found >> slot & 1) != 0;
    }

    /// <summary>The same of a field that may be spelled in another way, if none is spelled just so.</summary>
    public bool TryGetSimilarField(int slot, out int start, out int length)
    {
        if (TryGetField(slot, out start, out length))
        {
            return true;
        }

        var similar = Wanted.SimilarTo(slot);
        return similar >= 0 && TryGetField(similar, out start, out length);
    }

    /// <summary>This is where the record begins.</summary>
    protected bool IsStart(byte* source) => source == _line;

    protected abstract Cursor ScanRecord(byte* source, byte* target);

    protected void Found(int slot, byte* start, byte* end)
    {
        _starts[slot] = (int)(start - _line);
        _lengths[slot] = (int)(end - start);
        _found |= 1UL << slot;
    }
}

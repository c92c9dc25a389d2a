using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Decides what becomes of each field of a payload that is too long. Strings are cut, the longest first, if that is
/// enough; if not, arrays and objects are replaced first, the longest first, until cutting is enough; if that is not
/// either, fields are dropped from the end, and those that must stay last of all.
/// </summary>
internal sealed unsafe class FieldCuts(PayloadStyle style, ShortenedNames names)
{
    /// <summary>The field stays as it is.</summary>
    public const int None = -1;

    /// <summary>Its value is replaced by its length.</summary>
    public const int Replaced = -2;

    /// <summary>It goes.</summary>
    public const int Dropped = -3;

    /// <summary>Bytes of a string that are left at least, before the mark.</summary>
    public const int FewestLeft = 32;

    /// <summary>Of <c>…</c>.</summary>
    public const int MarkLength = 3;

    private readonly int _keyOverhead = style == PayloadStyle.Json ? "\"\":".Length : "=".Length;
    private readonly int _quotes = style is PayloadStyle.Cef or PayloadStyle.Leef ? 0 : "\"\"".Length;
    private readonly bool _hasEscapes = style != PayloadStyle.Leef;
    private int[] _cuts = [];
    private long[] _strings = [];
    private long[] _nested = [];
    private int _stringCount;
    private int _nestedCount;

    /// <summary>For each field: bytes of its string that are left, or one of the constants.</summary>
    public ReadOnlySpan<int> Cuts => _cuts;

    /// <summary>Decides.</summary>
    /// <param name="payload">The payload, which stays as it is.</param>
    /// <param name="length">Its length, more than <paramref name="room"/>.</param>
    /// <param name="room">The length it is to have at most.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="isKept">For each, whether it is to stay as it is.</param>
    public void Make(byte* payload, int length, int room, ReadOnlySpan<RecordField> fields, ReadOnlySpan<bool> isKept)
    {
        Begin(fields.Length);
        names.Begin(room);
        long size = length - FindCandidates(payload, fields, isKept);
        var replaced = 0L;
        for (var i = _nestedCount - 1; i >= 0 && size + names.Size > room; i--)
        {
            ref readonly var field = ref fields[IndexOf(_nested[i])];
            var saved = field.ValueLength - ReplacementLength(field.ValueLength);
            _cuts[IndexOf(_nested[i])] = Replaced;
            names.Add(field.KeyLength);
            size -= saved;
            replaced += saved;
        }

        if (size + names.Size <= room)
        {
            CutStrings(payload, length - replaced, room, fields);
            return;
        }

        foreach (var candidate in _strings.AsSpan(0, _stringCount))
        {
            _cuts[IndexOf(candidate)] = Fewest(payload, fields[IndexOf(candidate)]);
        }

        size = Drop(size, room, fields, isKept, keptToo: false);
        Drop(size, room, fields, isKept, keptToo: true);
    }

    /// <summary>Bytes of what stands for an array or object: <c>"&lt;1234 bytes&gt;"</c>, or without the quotes.</summary>
    private int ReplacementLength(int length)
    {
        var digits = 1;
        for (var rest = length; rest >= 10; rest /= 10)
        {
            digits++;
        }

        return "< bytes>".Length + _quotes + digits;
    }

    private int ContentLength(in RecordField field) => field.ValueLength - _quotes;

    private int Fewest(byte* payload, in RecordField field)
    {
        var content = payload + field.ValueStart + _quotes / 2;
        return _hasEscapes
            ? StringCut.AtLeast(content, ContentLength(field), FewestLeft)
            : StringCut.TextAtLeast(content, ContentLength(field), FewestLeft);
    }

    private int Most(byte* payload, in RecordField field, int most)
    {
        var content = payload + field.ValueStart + _quotes / 2;
        return _hasEscapes ? StringCut.AtMost(content, most) : StringCut.TextAtMost(content, most);
    }

    /// <summary>The longest sorts last, and of two as long the second does first.</summary>
    private static long Candidate(int length, int index) => (long)length << 32 | ~(uint)index;

    private static int IndexOf(long candidate) => (int)~(uint)candidate;

    private void Begin(int count)
    {
        if (_cuts.Length < count || _cuts.Length > FieldTable.LargestKept)
        {
            var capacity = Math.Max(count, FieldTable.UsualCapacity);
            (_cuts, _strings, _nested) = (new int[capacity], new long[capacity], new long[capacity]);
        }

        _cuts.AsSpan(0, count).Fill(None);
        (_stringCount, _nestedCount) = (0, 0);
    }

    /// <summary>Finds what would save more than its name takes, and returns what cutting all strings saves.</summary>
    private long FindCandidates(byte* payload, ReadOnlySpan<RecordField> fields, ReadOnlySpan<bool> isKept)
    {
        var saved = 0L;
        for (var i = 0; i < fields.Length; i++)
        {
            ref readonly var field = ref fields[i];
            var nameLength = field.KeyLength + "\"\",".Length;
            switch (isKept[i] ? FieldKind.Null : field.Kind)
            {
                case FieldKind.String:
                    var saving = ContentLength(field) - Fewest(payload, field) - MarkLength;
                    if (saving > nameLength)
                    {
                        _strings[_stringCount++] = Candidate(field.ValueLength, i);
                        names.Add(field.KeyLength);
                        saved += saving;
                    }

                    break;

                case FieldKind.Object or FieldKind.Array
                    when field.ValueLength - ReplacementLength(field.ValueLength) > nameLength:
                    _nested[_nestedCount++] = Candidate(field.ValueLength, i);
                    break;
            }
        }

        _strings.AsSpan(0, _stringCount).Sort();
        _nested.AsSpan(0, _nestedCount).Sort();
        return saved;
    }

    /// <summary>Cuts no more than is needed; that there is enough to cut is known.</summary>
    private void CutStrings(byte* payload, long size, int room, ReadOnlySpan<RecordField> fields)
    {
        names.Reset();
        for (var i = 0; i < fields.Length; i++)
        {
            if (_cuts[i] == Replaced)
            {
                names.Add(fields[i].KeyLength);
            }
        }

        for (var i = _stringCount - 1; i >= 0 && size + names.Size > room; i--)
        {
            var index = IndexOf(_strings[i]);
            ref readonly var field = ref fields[index];
            names.Add(field.KeyLength);
            var most = ContentLength(field) - MarkLength - (size + names.Size - room);
            var fewest = Fewest(payload, field);
            var left = most > fewest ? Most(payload, field, (int)most) : fewest;
            _cuts[index] = left;
            size -= ContentLength(field) - MarkLength - left;
        }
    }

    private long Drop(long size, int room, ReadOnlySpan<RecordField> fields, ReadOnlySpan<bool> isKept, bool keptToo)
    {
        for (var i = fields.Length - 1; i >= 0 && size + names.Size > room; i--)
        {
            if (isKept[i] != keptToo)
            {
                continue;
            }

            ref readonly var field = ref fields[i];
            size -= 1 + field.LabelLength + field.KeyLength + _keyOverhead + _cuts[i] switch
            {
                None => field.ValueLength,
                Replaced => ReplacementLength(field.ValueLength),
                var left => left + MarkLength + _quotes,
            };
            if (_cuts[i] == None)
            {
                names.Add(field.KeyLength);
            }

            _cuts[i] = Dropped;
        }

        return size;
    }
}

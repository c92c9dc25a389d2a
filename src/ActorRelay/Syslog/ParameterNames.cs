using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Under which names the fields of a record go: none twice, and none that means something else. A function of the
/// record's names and their order alone; worked out once for neighbours that have the same, as those of a batch mostly do.
/// Not for use by several threads.
/// </summary>
internal sealed unsafe class ParameterNames
{
    private const int LongestCompared = 1024;

    private readonly ParameterSyntax _syntax;
    private readonly ImmutableArray<StandardKey> _standard;
    private readonly byte[][][] _standardFields;
    private readonly byte[][] _kept;
    private readonly byte[] _prefix;
    private readonly TakenNames _taken;
    private readonly int[] _fieldOf;
    private readonly int[] _partOf;
    private byte[] _keys = new byte[4096];
    private int[] _keyEnds = new int[FieldTable.UsualCapacity];
    private FieldParameter[] _fields = new FieldParameter[FieldTable.UsualCapacity];
    private int _count = -1;

    /// <param name="syntax">How names are written.</param>
    /// <param name="standard">The keys that fields go to.</param>
    /// <param name="reserved">Names that no field may have.</param>
    /// <param name="kept">Names of fields that shortening leaves as they are.</param>
    public ParameterNames(
        ParameterSyntax syntax, ImmutableArray<StandardKey> standard, IEnumerable<string> reserved, IEnumerable<string> kept)
    {
        _syntax = syntax;
        _standard = standard;
        _standardFields = [.. standard.Select(static key => key.Fields.Select(Encoding.UTF8.GetBytes).ToArray())];
        _kept = [.. kept.Select(Encoding.UTF8.GetBytes)];
        _prefix = Encoding.ASCII.GetBytes(syntax.Prefix);
        _taken = new TakenNames(reserved, syntax.FoldsCase);
        _fieldOf = new int[standard.Length];
        _partOf = new int[standard.Length * StandardKey.MostFields];
    }

    /// <summary>For each field of the record.</summary>
    public ReadOnlySpan<FieldParameter> Fields => _fields.AsSpan(0, _count);

    /// <summary>The field that goes to a standard key, or the path of one that is a URL; -1 when the record has none.</summary>
    public ReadOnlySpan<int> FieldOf => _fieldOf;

    public ReadOnlySpan<byte> NameOf(in FieldParameter field) => _taken.Text.Slice(field.NameStart, field.NameLength);

    /// <summary>The field that is a part of a URL, or -1.</summary>
    public int PartOf(int standard, int part) => _partOf[standard * StandardKey.MostFields + part];

    /// <summary>Works out the names of a record's fields.</summary>
    public void Find(byte* record, ReadOnlySpan<RecordField> fields)
    {
        if (!IsAsLast(record, fields))
        {
            Remember(record, fields);
            NameAll(record, fields);
            FindStandard(record, fields);
        }
    }

    private static ReadOnlySpan<byte> KeyOf(byte* record, in RecordField field) => new(record + field.KeyStart, field.KeyLength);

    private bool IsAsLast(byte* record, ReadOnlySpan<RecordField> fields)
    {
        if (fields.Length != _count)
        {
            return false;
        }

        var start = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            if (!KeyOf(record, fields[i]).SequenceEqual(_keys.AsSpan(start, _keyEnds[i] - start)))
            {
                return false;
            }

            start = _keyEnds[i];
        }

        return true;
    }

    private void Remember(byte* record, ReadOnlySpan<RecordField> fields)
    {
        _count = fields.Length;
        if (_fields.Length < _count || _fields.Length > FieldTable.LargestKept)
        {
            var capacity = Math.Max(_count, FieldTable.UsualCapacity);
            (_fields, _keyEnds) = (new FieldParameter[capacity], new int[capacity]);
        }

        var length = 0L;
        foreach (ref readonly var field in fields)
        {
            length += field.KeyLength;
        }

        if (_keys.Length < length)
        {
            _keys = new byte[checked((int)(2 * length))];
        }

        var end = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var key = KeyOf(record, fields[i]);
            key.CopyTo(_keys.AsSpan(end));
            _keyEnds[i] = end += key.Length;
        }
    }

    /// <summary>
    /// A number is not tried twice in a record, so that one of very many names that come to the same takes no longer than another.
    /// </summary>
    private void NameAll(byte* record, ReadOnlySpan<RecordField> fields)
    {
        var numbered = 1;
        _taken.Begin(fields.Length, _syntax.LongestName);
        Span<byte> name = stackalloc byte[_syntax.LongestName];
        Span<byte> decoded = stackalloc byte[LongestCompared];
        for (var i = 0; i < fields.Length; i++)
        {
            var key = FieldText.OfContent(KeyOf(record, fields[i]), decoded);
            var plain = name[..Plain(key, name)];
            for (var attempt = plain.IsEmpty ? 1 : 0; ; attempt = attempt == 0 ? 1 : ++numbered)
            {
                var owner = Take(plain, attempt, i, out var start, out var length);
                if (owner < 0)
                {
                    _fields[i] = new FieldParameter(start, length, -1, IsKept(key));
                    break;
                }

                if (owner < fields.Length && IsSame(KeyOf(record, fields[owner]), key))
                {
                    _taken.Pass(i);
                    _fields[i] = _fields[owner];
                    _fields[owner] = _fields[owner] with { IsRepeated = true };
                    break;
                }
            }
        }
    }

    /// <summary>A name as it may stand, without what may not.</summary>
    private int Plain(ReadOnlySpan<byte> key, Span<byte> name)
    {
        var length = 0;
        foreach (var value in key)
        {
            if (length == name.Length)
            {
                break;
            }

            // Of a character of several bytes, the first stands for all.
            if (_syntax.IsOfName(value))
            {
                name[length++] = value;
            }
            else if (!_syntax.DropsOthers && (value & 0xC0) != 0x80)
            {
                name[length++] = (byte)'_';
            }
        }

        return length;
    }

    /// <summary>First the name; then with the prefix; then with the prefix and a number behind it.</summary>
    /// <returns>Who has it already, or -1.</returns>
    private int Take(ReadOnlySpan<byte> plain, int attempt, int field, out int start, out int length)
    {
        Span<byte> name = stackalloc byte[_syntax.LongestName];
        Span<byte> number = stackalloc byte[Digits.Limit];
        var digits = 0;
        if (attempt > 1)
        {
            Utf8Formatter.TryFormat(attempt, number, out digits);
        }

        var prefix = attempt > 0 ? _prefix : [];
        var rest = plain[..Math.Min(plain.Length, name.Length - prefix.Length - digits)];
        prefix.CopyTo(name);
        rest.CopyTo(name[prefix.Length..]);
        number[..digits].CopyTo(name[(prefix.Length + rest.Length)..]);
        return _taken.Take(name[..(prefix.Length + rest.Length + digits)], field, out start, out length);
    }

    private bool IsKept(ReadOnlySpan<byte> key)
    {
        foreach (var kept in _kept)
        {
            if (key.SequenceEqual(kept))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        Span<byte> decoded = stackalloc byte[LongestCompared];
        return FieldText.OfContent(json, decoded).SequenceEqual(key);
    }

    private void FindStandard(byte* record, ReadOnlySpan<RecordField> fields)
    {
        Span<byte> decoded = stackalloc byte[LongestCompared];
        _fieldOf.AsSpan().Fill(-1);
        _partOf.AsSpan().Fill(-1);
        Span<int> best = stackalloc int[_standard.Length];
        best.Fill(int.MaxValue);
        for (var i = 0; i < fields.Length; i++)
        {
            if (_fields[i].IsRepeated)
            {
                continue;
            }

            var key = FieldText.OfContent(KeyOf(record, fields[i]), decoded);
            for (var standard = 0; standard < _standard.Length; standard++)
            {
                var place = PlaceOf(key, _standardFields[standard]);
                if (place < 0)
                {
                    continue;
                }

                _partOf[standard * StandardKey.MostFields + place] = i;
                if (_standard[standard].Form == KeyForm.Url ? place == StandardKey.PathPart : place < best[standard])
                {
                    (best[standard], _fieldOf[standard]) = (place, i);
                }
            }
        }

        for (var standard = 0; standard < _standard.Length; standard++)
        {
            Assign(standard);
        }
    }

    /// <summary>The host of a URL has a key of its own, and is no part that is done with once the URL is written.</summary>
    private void Assign(int standard)
    {
        if (_fieldOf[standard] < 0)
        {
            return;
        }

        if (_standard[standard].Form != KeyForm.Url)
        {
            SetStandard(_fieldOf[standard], standard);
            return;
        }

        for (var part = 0; part < StandardKey.MostFields; part++)
        {
            if (part != StandardKey.HostPart && PartOf(standard, part) >= 0)
            {
                SetStandard(PartOf(standard, part), standard);
            }
        }
    }

    private void SetStandard(int field, int standard) => _fields[field] = _fields[field] with { Standard = standard };

    private static int PlaceOf(ReadOnlySpan<byte> key, byte[][] fields)
    {
        for (var place = 0; place < fields.Length; place++)
        {
            if (key.SequenceEqual(fields[place]))
            {
                return place;
            }
        }

        return -1;
    }
}

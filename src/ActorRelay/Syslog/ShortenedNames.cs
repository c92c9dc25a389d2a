using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// The field <c>_shortened</c> (in CEF <c>shortened</c>), which names the fields that shortening has touched. It takes at most a quarter of a
/// payload's room, and 4 KiB: names beyond that are counted in its last item, <c>"+12"</c>.
/// </summary>
/// <param name="payload">Decides how it is written.</param>
/// <param name="style">How arrays stand in key-value pairs.</param>
internal sealed unsafe class ShortenedNames(PayloadStyle payload, NestedStyle style)
{
    private const int Largest = 4096;

    /// <summary>Enough for one item that counts all fields a line can have.</summary>
    private const int Smallest = 32;

    private readonly byte[] _text = new byte[Largest];
    private readonly (byte[] Opening, byte[] Quote, byte[] Closing) _form = FormOf(payload, style);
    private readonly bool _isFlat = payload == PayloadStyle.KeyValue && style == NestedStyle.Flatten;
    private int _limit;
    private int _length;
    private int _written;

    /// <summary>Bytes that the field takes with the space or comma before it.</summary>
    public int Size => Math.Min(_limit, SizeOf(Count, Bytes));

    /// <summary>How many names there are.</summary>
    private int Count { get; set; }

    /// <summary>How long they are together.</summary>
    private long Bytes { get; set; }

    /// <summary>Begins a record.</summary>
    /// <param name="room">For its payload.</param>
    public void Begin(int room)
    {
        _limit = Math.Clamp(room / 4, Smallest, Largest);
        Reset();
    }

    /// <summary>Forgets all names.</summary>
    public void Reset() => (Count, Bytes) = (0, 0);

    /// <summary>Counts a name in.</summary>
    public void Add(int nameLength)
    {
        Count++;
        Bytes += nameLength;
    }

    /// <summary>Writes the field, with the space or comma before it, of those whose cut is not <see cref="FieldCuts.None"/>.</summary>
    /// <returns>Valid until the next record.</returns>
    public ReadOnlySpan<byte> Write(byte* text, ReadOnlySpan<RecordField> fields, ReadOnlySpan<int> cuts)
    {
        (_length, _written) = (0, 0);
        Append(_isFlat ? [] : _form.Opening);
        var areAllNamed = SizeOf(Count, Bytes) <= _limit;
        var named = 0L;
        for (var i = 0; i < fields.Length && _written < Count; i++)
        {
            if (cuts[i] == FieldCuts.None)
            {
                continue;
            }

            var left = Count - _written - 1;
            named += fields[i].KeyLength;
            if (!areAllNamed && SizeOf(_written + 2, named + CounterLength(left)) > _limit)
            {
                AppendCounter(left + 1);
                break;
            }

            AppendName(new ReadOnlySpan<byte>(text + fields[i].KeyStart, fields[i].KeyLength));
        }

        Append(_isFlat ? [] : _form.Closing);
        return _text.AsSpan(0, _length);
    }

    /// <summary>With names between commas: as a list, or in a payload of parameters as they are.</summary>
    private static (byte[] Opening, byte[] Quote, byte[] Closing) FormOf(PayloadStyle payload, NestedStyle style) =>
        (payload, style) switch
        {
            (PayloadStyle.Json, _) => ([.. ",\"_shortened\":["u8], [.. "\""u8], [.. "]"u8]),
            (PayloadStyle.KeyValue, NestedStyle.Quoted) => ([.. " _shortened=\"["u8], [.. "\\\""u8], [.. "]\""u8]),
            (PayloadStyle.KeyValue, _) => ([.. " _shortened=["u8], [.. "\""u8], [.. "]"u8]),
            (PayloadStyle.StructuredData, _) => ([.. " _shortened=\""u8], [], [.. "\""u8]),
            (PayloadStyle.Leef, _) => ([.. "\t_shortened="u8], [], []),
            _ => ([.. " shortened="u8], [], []),
        };

    private int SizeOf(int count, long bytes)
    {
        if (count == 0)
        {
            return 0;
        }

        var items = _isFlat
            ? count * " _shortened.=\"\"".Length + DigitsBelow(count)
            : count * (2 * _form.Quote.Length + 1) - 1 + _form.Opening.Length + _form.Closing.Length;
        return (int)Math.Min(Largest + 1, items + bytes);
    }

    /// <summary>Of all numbers from 0 to <paramref name="count"/> - 1.</summary>
    private static long DigitsBelow(int count)
    {
        var digits = (long)count;
        for (var power = 10L; power < count; power *= 10)
        {
            digits += count - power;
        }

        return digits;
    }

    private static int CounterLength(int count) => 1 + (int)DigitsBelow(count + 1) - (int)DigitsBelow(count);

    private void AppendCounter(int count)
    {
        Span<byte> text = stackalloc byte[1 + Digits.Limit];
        text[0] = (byte)'+';
        fixed (byte* start = text)
        {
            AppendName(text[..(int)(Digits.Write(count, start + 1) - start)]);
        }
    }

    private void AppendName(ReadOnlySpan<byte> name)
    {
        if (_isFlat)
        {
            Append(" _shortened."u8);
            fixed (byte* start = _text)
            {
                _length = (int)(Digits.Write(_written, start + _length) - start);
            }

            Append("=\""u8);
            Append(name);
            Append("\""u8);
        }
        else
        {
            Append(_written > 0 ? ","u8 : ""u8);
            Append(_form.Quote);
            Append(name);
            Append(_form.Quote);
        }

        _written++;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}

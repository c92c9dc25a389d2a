using System.Text;

namespace ActorRelay.Syslog;

/// <summary>Names that a record's parameters have, and some that no field may have. Nothing goes on the heap from record to record.</summary>
internal sealed class TakenNames
{
    /// <summary>Who has a name that no field may have.</summary>
    public const int Reserved = int.MaxValue;

    private readonly byte[][] _reserved;
    private readonly bool _foldsCase;
    private byte[] _text = [];
    private (int Start, int Length, int Owner)[] _names = [];
    private int[] _slots = [];
    private int _length;
    private int _count;
    private int _found;

    public TakenNames(IEnumerable<string> reserved, bool foldsCase)
    {
        _reserved = [.. reserved.Select(Encoding.ASCII.GetBytes)];
        _foldsCase = foldsCase;
    }

    /// <summary>All names, one behind the other.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Begins a record.</summary>
    /// <param name="fields">How many it has.</param>
    /// <param name="longest">Bytes that a name may have.</param>
    public void Begin(int fields, int longest)
    {
        var names = fields + _reserved.Length;
        var slots = 16;
        while (slots < 2 * names)
        {
            slots *= 2;
        }

        if (_slots.Length != slots)
        {
            (_slots, _names) = (new int[slots], new (int, int, int)[slots / 2]);
            _text = new byte[checked(slots / 2 * longest)];
        }

        _slots.AsSpan().Clear();
        (_length, _count) = (0, 0);
        foreach (var name in _reserved)
        {
            Take(name, Reserved, out _, out _);
        }
    }

    /// <summary>Takes a name, unless it is taken.</summary>
    /// <returns>Who has it already, or -1.</returns>
    public int Take(ReadOnlySpan<byte> name, int owner, out int start, out int length)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)(HashOf(name) & (uint)mask); ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == 0)
            {
                name.CopyTo(_text.AsSpan(_length));
                (start, length) = (_length, name.Length);
                _names[_count] = (start, length, owner);
                _slots[slot] = ++_count;
                _length += length;
                return -1;
            }

            ref readonly var known = ref _names[_slots[slot] - 1];
            if (IsSame(name, _text.AsSpan(known.Start, known.Length)))
            {
                (start, length, _found) = (known.Start, known.Length, _slots[slot] - 1);
                return known.Owner;
            }
        }
    }

    /// <summary>Gives the name that was just found to be taken to another.</summary>
    public void Pass(int owner) => _names[_found].Owner = owner;

    private bool IsSame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) =>
        _foldsCase ? Ascii.EqualsIgnoreCase(name, known) : name.SequenceEqual(known);

    private uint HashOf(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var value in name)
        {
            hash = (hash ^ (_foldsCase ? (uint)(value | 0x20) : value)) * 16777619;
        }

        return hash ^ hash >> 15;
    }
}

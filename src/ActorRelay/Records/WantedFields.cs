using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Records;

/// <summary>
/// The few top-level fields whose values are wanted beside the copy: what a header is made of. And fields that are
/// watched: it is only asked whether a record has any. Made once, shared by any number of scanners.
/// </summary>
internal sealed unsafe class WantedFields
{
    /// <summary>How many names there can be.</summary>
    public const int Limit = 63;

    private const int LongestEscaped = 512;

    private readonly byte[][] _names;
    private readonly byte[][] _similar;
    private readonly ImmutableArray<FieldShape> _watching;

    /// <param name="names">The fields' names, in the order of their slots; at most <see cref="Limit"/>.</param>
    public WantedFields(ImmutableArray<string> names)
        : this(names, [])
    {
    }

    /// <param name="names">The fields' names, in the order of their slots; at most <see cref="Limit"/>.</param>
    /// <param name="watching">A field to which one of these does something is watched.</param>
    /// <param name="similar">
    /// So many of the first names are found in other spellings too, as <see cref="FieldName"/> says: such a field has
    /// a slot of its own, so that one which is spelled just so goes before it.
    /// </param>
    public WantedFields(ImmutableArray<string> names, ImmutableArray<FieldShape> watching, int similar = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length + similar, Limit);
        Names = names;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _similar = [.. _names.Take(similar).Select(static name => FieldName.Folded(name))];
        _watching = watching;
        for (var slot = 0; slot < _names.Length; slot++)
        {
            WatchedSlots |= IsWatched(_names[slot]) ? 1UL << slot : 0;
        }

        // Whether one in another spelling is watched can be told only once it is there; that it is, costs a look more.
        WatchedSlots |= watching.IsEmpty ? 0 : ~0UL << _names.Length;
        NeedMarks = watching.Any(static shape => shape.Marks != ValueMarks.None);
    }

    public ImmutableArray<string> Names { get; }

    /// <summary>How many slots there are; those of other spellings are behind the others.</summary>
    public int Count => _names.Length + _similar.Length;

    /// <summary>The same names, and nothing is watched.</summary>
    public WantedFields Unwatched => new(Names, [], _similar.Length);

    /// <summary>A bit for each slot whose field is watched; behind the last is one for all watched fields that are not wanted.</summary>
    public ulong WatchedSlots { get; }

    /// <summary>It must be told what is among a record's values, too.</summary>
    public bool NeedMarks { get; }

    /// <summary>The slot of a key, or -1.</summary>
    /// <param name="key">As it stands on the line between its quotes, with valid escapes.</param>
    public int Find(ReadOnlySpan<byte> key) => key.Contains((byte)'\\') ? SlotOfEscaped(key) : SlotOf(key);

    /// <summary>Where another spelling of a slot's field is, or -1.</summary>
    public int SimilarTo(int slot) => slot < _similar.Length ? _names.Length + slot : -1;

    private int SlotOf(ReadOnlySpan<byte> key)
    {
        for (var slot = 0; slot < _names.Length; slot++)
        {
            if (key.SequenceEqual(_names[slot]))
            {
                return slot;
            }
        }

        for (var i = 0; i < _similar.Length; i++)
        {
            if (FieldName.FoldsTo(key, _similar[i]))
            {
                return _names.Length + i;
            }
        }

        return IsWatched(key) ? Count : -1;
    }

    private bool IsWatched(ReadOnlySpan<byte> name)
    {
        foreach (var shape in _watching)
        {
            if (shape.RuleOf(name) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whatever is watched might be this.</summary>
    private int SlotOfUnread => _watching.IsEmpty ? -1 : Count;

    private int SlotOfEscaped(ReadOnlySpan<byte> key)
    {
        if (key.Length > LongestEscaped)
        {
            return SlotOfUnread;
        }

        // The quote behind the key is no hex digit and no backslash, so reading an escape ends there at the latest.
        var decoded = stackalloc byte[LongestEscaped];
        var target = decoded;
        fixed (byte* source = key)
        {
            for (var p = source; p < source + key.Length;)
            {
                if (*p != '\\')
                {
                    *target++ = *p++;
                    continue;
                }

                var value = JsonEscape.Read(p, out var length);
                target = JsonEscape.WriteUtf8(value, target);
                p += length;
            }
        }

        return SlotOf(new ReadOnlySpan<byte>(decoded, (int)(target - decoded)));
    }
}

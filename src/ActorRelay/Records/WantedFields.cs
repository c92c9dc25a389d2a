using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Records;

/// <summary>
/// The few top-level fields whose values are wanted beside the copy: what a header is made of. Made once, shared by any
/// number of scanners.
/// </summary>
internal sealed unsafe class WantedFields
{
    /// <summary>How many names there can be.</summary>
    public const int Limit = 32;

    private const int LongestEscaped = 512;

    private readonly byte[][] _names;

    /// <param name="names">The fields' names, in the order of their slots; at most <see cref="Limit"/>.</param>
    public WantedFields(ImmutableArray<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, Limit);
        Names = names;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    public ImmutableArray<string> Names { get; }

    public int Count => _names.Length;

    /// <summary>The slot of a key, or -1.</summary>
    /// <param name="key">As it stands on the line between its quotes, with valid escapes.</param>
    public int Find(ReadOnlySpan<byte> key) => key.Contains((byte)'\\') ? SlotOfEscaped(key) : SlotOf(key);

    private int SlotOf(ReadOnlySpan<byte> key)
    {
        for (var slot = 0; slot < _names.Length; slot++)
        {
            if (key.SequenceEqual(_names[slot]))
            {
                return slot;
            }
        }

        return -1;
    }

    private int SlotOfEscaped(ReadOnlySpan<byte> key)
    {
        if (key.Length > LongestEscaped)
        {
            return -1;
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
                if (value is >= 0xD800 and <= 0xDFFF)
                {
                    return -1;
                }

                target = JsonEscape.WriteUtf8(value, target);
                p += length;
            }
        }

        return SlotOf(new ReadOnlySpan<byte>(decoded, (int)(target - decoded)));
    }
}

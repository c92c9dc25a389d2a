using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// One field of a header, for the records of one batch: what settings, batch and record give for it, made into what its
/// grammar allows. Each code point that is not allowed becomes <c>_</c>, what is too long is cut, what is empty becomes
/// NILVALUE; so nothing a record holds can end the field or the header.
/// </summary>
internal sealed class HeaderField
{
    /// <summary>Stands for an empty field (RFC 5424 section 6: NILVALUE).</summary>
    public const byte Nil = (byte)'-';

    private static readonly SearchValues<byte> LettersAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    /// <summary>Four bytes for each code point of the longest field, and some for a decoder to stop in.</summary>
    private const int LongestText = 4 * 255 + 16;

    private readonly HeaderFieldKind _kind;
    private readonly ImmutableArray<(byte[]? Text, int Slot)> _parts;
    private readonly byte[] _instead;

    public HeaderField(HeaderFieldKind kind, HeaderTemplate template, LineContext context, WantedFields wanted)
    {
        _kind = kind;
        Limit = LimitOf(kind);
        _instead = Encoding.UTF8.GetBytes(context.Dataset.Any(char.IsAsciiLetterOrDigit) ? context.Dataset : context.Host);
        _parts =
        [
            .. template.For(context)
                .Select(part => (part.Text, part.Field is null ? -1 : wanted.Names.IndexOf(part.Field))),
        ];
    }

    /// <summary>The most bytes it takes.</summary>
    public int Limit { get; }

    /// <summary>It is not the same for all records of the batch.</summary>
    public bool IsOfRecord => _parts.Any(static part => part.Slot >= 0);

    public static int LimitOf(HeaderFieldKind kind) => kind switch
    {
        HeaderFieldKind.Hostname or HeaderFieldKind.LegacyHostname => 255,
        HeaderFieldKind.AppName => 48,
        _ => 32,
    };

    /// <summary>Writes it.</summary>
    /// <param name="record">The default while there is none: names of fields are then empty.</param>
    /// <param name="target">Room for <see cref="Limit"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public int Write(RecordFields record, Span<byte> target)
    {
        target = target[..Limit];
        Span<byte> buffer = stackalloc byte[LongestText];
        var length = 0;
        foreach (var (text, slot) in _parts)
        {
            var part = slot < 0 ? text : record.TryGet(slot, out var json, out _) ? FieldText.Of(json, buffer) : default;
            length += Sanitise(part, target[length..]);
        }

        if (_kind == HeaderFieldKind.LegacyHostname)
        {
            length = Trim(target, length);
            length = length > 0 ? length : Trim(target, Sanitise(_instead, target));
        }

        if (length == 0 && _kind != HeaderFieldKind.Tag)
        {
            target[length++] = Nil;
        }

        return length;
    }

    /// <summary>Leaves what stands between the first and the last letter or digit, moved to the start.</summary>
    private static int Trim(Span<byte> target, int length)
    {
        var first = target[..length].IndexOfAny(LettersAndDigits);
        if (first < 0)
        {
            return 0;
        }

        length = target[..length].LastIndexOfAny(LettersAndDigits) + 1 - first;
        target.Slice(first, length).CopyTo(target);
        return length;
    }

    private int Sanitise(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = 0;
        foreach (var value in text)
        {
            // Of a code point of several bytes, the first stands for all.
            if ((value & 0xC0) == 0x80)
            {
                continue;
            }

            if (length == target.Length)
            {
                break;
            }

            target[length++] = IsAllowed(value) ? value : (byte)'_';
        }

        return length;
    }

    private bool IsAllowed(byte value) => _kind switch
    {
        HeaderFieldKind.Tag => IsOfName(value) || value == '/',
        HeaderFieldKind.LegacyHostname => IsOfName(value),
        _ => value is > (byte)' ' and <= (byte)'~',
    };

    private static bool IsOfName(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'.' or (byte)'-';
}

using System.Buffers;
using System.Buffers.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Whether a value may stand under a standard's key.</summary>
internal static class StandardValue
{
    private const int LongestText = 64;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>The key for a value: the one that is given, or the one for IPv6, or null.</summary>
    public static StandardKey? KeyFor(StandardKey key, ReadOnlySpan<byte> json)
    {
        Span<byte> buffer = stackalloc byte[LongestText];
        if (key.Form == KeyForm.Text)
        {
            return json[0] is (byte)'{' or (byte)'[' ? null : key;
        }

        var text = FieldText.Of(json, buffer);
        return Fits(key.Form, text) ? key
            : key.IfIPv6 is { } other && IsIPv6(text) ? other
            : null;
    }

    private static bool Fits(KeyForm form, ReadOnlySpan<byte> text) => form switch
    {
        KeyForm.Port => IsCount(text, ushort.MaxValue),
        KeyForm.Count => IsCount(text, int.MaxValue),
        KeyForm.Number => Utf8Parser.TryParse(text, out long _, out var length) && length == text.Length,
        KeyForm.IPv4 => IsIPv4(text),
        KeyForm.Address => IsIPv4(text) || IsIPv6(text),
        _ => false,
    };

    private static bool IsCount(ReadOnlySpan<byte> text, long most) =>
        !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        && Utf8Parser.TryParse(text, out long value, out _) && value <= most;

    /// <summary>Four numbers in decimal, for other ways to write one are read as another by some.</summary>
    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            var number = part < 3 ? text[..Math.Max(0, dot)] : text;
            if (number.Length > 3 || (number.Length > 1 && number[0] == '0') || !IsCount(number, byte.MaxValue))
            {
                return false;
            }

            text = text[Math.Min(text.Length, number.Length + 1)..];
        }

        return true;
    }

    /// <summary>Eight groups of up to four hex digits, of which <c>::</c> may stand for some; the last two may be an IPv4 address.</summary>
    private static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        var isShort = text.StartsWith("::"u8);
        text = isShort ? text[2..] : text;
        while (!text.IsEmpty)
        {
            var length = text.IndexOfAnyExcept(HexDigits);
            length = length < 0 ? text.Length : length;
            if (length < text.Length && text[length] == '.' && IsIPv4(text))
            {
                groups += 2;
                break;
            }

            groups++;
            text = length is > 0 and <= 4 ? text[length..] : [];
            if (length is 0 or > 4 || (!text.IsEmpty && (text[0] != ':' || text.Length == 1)))
            {
                return false;
            }

            text = text.IsEmpty ? text : text[1..];
            if (text.StartsWith((byte)':'))
            {
                if (isShort)
                {
                    return false;
                }

                isShort = true;
                text = text[1..];
            }
        }

        return isShort ? groups < 8 : groups == 8;
    }
}

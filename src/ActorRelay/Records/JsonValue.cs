using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ActorRelay.Records;

/// <summary>
/// Copies JSON values in compact form, and refuses what is none. The rules by which it stays inside memory are
/// <see cref="RecordScanner"/>'s.
/// </summary>
internal static unsafe class JsonValue
{
    /// <summary>
    /// White space within a line; a line feed ends it. Logpush writes none, so the common case is one comparison.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* SkipWhiteSpace(byte* p) => *p > ' ' ? p : SkipRun(p);

    /// <summary>Copies any value.</summary>
    public static Cursor Copy(byte* p, byte* d, ControlEscapes escapes)
    {
        if (*p != '"')
        {
            return CopyOther(p, d, escapes);
        }

        *d = (byte)'"';
        return CopyString(p + 1, d + 1, escapes);
    }

    /// <summary>Copies a value that is not a string.</summary>
    public static Cursor CopyOther(byte* p, byte* d, ControlEscapes escapes)
    {
        switch (*p)
        {
            // Frequent in Logpush's records.
            case (byte)'{' when p[1] == '}':
            case (byte)'[' when p[1] == ']':
                d[0] = p[0];
                d[1] = p[1];
                return new Cursor(p + 2, d + 2);
            case (byte)'{' or (byte)'[':
                return JsonContainer.Copy(p, d, escapes);
            case (byte)'t':
                return CopyWord(p, d, 0, "true"u8);
            case (byte)'n':
                return CopyWord(p, d, 0, "null"u8);
            case (byte)'f':
                return CopyWord(p, d, 1, "alse"u8);
            default:
                return CopyNumber(p, d);
        }
    }

    /// <summary>Copies a string from behind its first quote, and its second quote too. Refuses what is not valid UTF-8.</summary>
    public static Cursor CopyString(byte* p, byte* d, ControlEscapes escapes)
    {
        var text = p;
        var isAscii = true;
        while (true)
        {
            var stops = ByteScan.CopyString(p, d, out var quotes, out var high);
            isAscii &= high == 0;
            if (ByteScan.IsClear(stops, quotes))
            {
                var length = BitOperations.TrailingZeroCount(quotes);
                p += length;
                d += length;
                if (quotes == 0)
                {
                    continue;
                }

                return isAscii || Utf8.IsValid(new ReadOnlySpan<byte>(text, (int)(p - text)))
                    ? new Cursor(p + 1, d + 1)
                    : Cursor.Refused;
            }

            var step = BitOperations.TrailingZeroCount(stops);
            p += step;
            d += step;
            var next = CopySpecial(p, d, escapes);
            if (next.IsRefused)
            {
                return Cursor.Refused;
            }

            p = next.Source;
            d = next.Target;
        }
    }

    /// <summary>Copies a string of at most 31 plain characters, from its first quote on; or only the quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyShort(ref byte* p, ref byte* d)
    {
        *d = (byte)'"';
        var stops = ByteScan.CopyPlain(p + 1, d + 1, out var quotes);
        if (quotes == 0 || !ByteScan.IsClear(stops, quotes))
        {
            return false;
        }

        var length = BitOperations.TrailingZeroCount(quotes) + 2;
        p += length;
        d += length;
        return true;
    }

    /// <summary>Copies a number of at most 15 digits and nothing else, with which most numbers are done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyCount(ref byte* p, ref byte* d)
    {
        var digits = ByteScan.CopyDigits(p, d);
        if (digits is 0 or ByteScan.DigitsWidth || p[digits] is not ((byte)',' or (byte)'}' or (byte)']') || (*p == '0' && digits > 1))
        {
            return false;
        }

        p += digits;
        d += digits;
        return true;
    }

    /// <summary>Copies what stopped a string's copy and is not its end: an escape, or a byte that may need one.</summary>
    private static Cursor CopySpecial(byte* p, byte* d, ControlEscapes escapes) => *p switch
    {
        (byte)'\\' => JsonEscape.Copy(p, d),
        < 0x20 => Cursor.Refused,
        _ => escapes.Copy(p, d),
    };

    private static byte* SkipRun(byte* p)
    {
        while (*p is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            p++;
        }

        return p;
    }

    private static Cursor CopyNumber(byte* p, byte* d)
    {
        if (*p == '-')
        {
            *d++ = *p++;
        }

        var first = p;
        if (!CopyDigits(ref p, ref d) || (*first == '0' && p - first > 1))
        {
            return Cursor.Refused;
        }

        if (*p == '.')
        {
            *d++ = *p++;
            if (!CopyDigits(ref p, ref d))
            {
                return Cursor.Refused;
            }
        }

        if ((*p | 0x20) == 'e')
        {
            *d++ = *p++;
            if (*p is (byte)'+' or (byte)'-')
            {
                *d++ = *p++;
            }

            if (!CopyDigits(ref p, ref d))
            {
                return Cursor.Refused;
            }
        }

        return new Cursor(p, d);
    }

    /// <returns>False when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CopyDigits(ref byte* p, ref byte* d)
    {
        var first = p;
        int digits;
        do
        {
            digits = ByteScan.CopyDigits(p, d);
            p += digits;
            d += digits;
        }
        while (digits == ByteScan.DigitsWidth);

        return p != first;
    }

    /// <param name="p">At the word's first letter.</param>
    /// <param name="d">Where it goes.</param>
    /// <param name="skip">How many letters are known already.</param>
    /// <param name="rest">The four letters behind them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Cursor CopyWord(byte* p, byte* d, int skip, ReadOnlySpan<byte> rest)
    {
        var word = Unsafe.ReadUnaligned<uint>(ref MemoryMarshal.GetReference(rest));
        if (Unsafe.ReadUnaligned<uint>(p + skip) != word)
        {
            return Cursor.Refused;
        }

        *d = *p;
        Unsafe.WriteUnaligned(d + skip, word);
        return new Cursor(p + skip + sizeof(uint), d + skip + sizeof(uint));
    }
}

using System.Runtime.CompilerServices;

namespace ActorRelay.Records;

/// <summary>
/// The escapes of JSON strings (RFC 8259 section 7), read and written again the way <c>JSON.stringify</c> writes them,
/// and with DEL, C1 controls, U+2028 and U+2029 escaped like C0 controls. Nothing gets longer by that.
/// </summary>
internal static unsafe class JsonEscape
{
    /// <summary>Bytes of <c>\u</c> and four digits.</summary>
    public const int UnicodeLength = 6;

    /// <summary>Copies the run of escapes at <paramref name="source"/>, which is at a backslash.</summary>
    public static Cursor Copy(byte* source, byte* target)
    {
        do
        {
            switch (source[1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    target[0] = source[0];
                    target[1] = source[1];
                    source += 2;
                    target += 2;
                    break;

                case (byte)'/':
                    *target++ = (byte)'/';
                    source += 2;
                    break;

                // By far the most, where text of East Asia comes escaped: three bytes of UTF-8 that nothing splits a line at.
                case (byte)'u' when ReadHex(source + 2) is var character and >= 0x2030 and < 0xD800:
                    target = WriteUtf8(character, target);
                    source += UnicodeLength;
                    break;
                default:
                    var value = Read(source, out var length);
                    if (value < 0)
                    {
                        return Cursor.Refused;
                    }

                    target = Write(value, target);
                    source += length;
                    break;
            }
        }
        while (*source == '\\');

        return new Cursor(source, target);
    }

    /// <summary>Reads the escape at <paramref name="source"/>, and both of a surrogate pair.</summary>
    /// <returns>A code point, a surrogate that stands alone, or -1 when it is no escape.</returns>
    public static int Read(byte* source, out int length)
    {
        length = 2;
        switch (source[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/':
                return source[1];
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'n':
                return '\n';
            case (byte)'r':
                return '\r';
            case (byte)'t':
                return '\t';
            case (byte)'u':
                break;
            default:
                return -1;
        }

        length = UnicodeLength;
        var value = ReadHex(source + 2);
        if ((value & ~0x3FF) != 0xD800 || source[6] != '\\' || source[7] != 'u')
        {
            return value;
        }

        var low = ReadHex(source + 8);
        if ((low & ~0x3FF) != 0xDC00)
        {
            return value;
        }

        length = 2 * UnicodeLength;
        return 0x10000 + ((value & 0x3FF) << 10 | low & 0x3FF);
    }

    /// <summary>Writes a code point, or a lone surrogate, as it stands in a JSON string.</summary>
    /// <returns>Where the next byte goes: at most six bytes on.</returns>
    public static byte* Write(int value, byte* target)
    {
        switch (value)
        {
            case '"' or '\\':
                return WriteShort((byte)value, target);
            case '\b':
                return WriteShort((byte)'b', target);
            case '\f':
                return WriteShort((byte)'f', target);
            case '\n':
                return WriteShort((byte)'n', target);
            case '\r':
                return WriteShort((byte)'r', target);
            case '\t':
                return WriteShort((byte)'t', target);
            case < 0x20 or (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029 or (>= 0xD800 and <= 0xDFFF):
                return WriteUnicode(value, target);
            default:
                return WriteUtf8(value, target);
        }
    }

    /// <summary>Writes <c>\u</c> and four lower-case digits.</summary>
    public static byte* WriteUnicode(int value, byte* target)
    {
        var digits = "0123456789abcdef"u8;
        target[0] = (byte)'\\';
        target[1] = (byte)'u';
        target[2] = digits[value >> 12 & 0xF];
        target[3] = digits[value >> 8 & 0xF];
        target[4] = digits[value >> 4 & 0xF];
        target[5] = digits[value & 0xF];
        return target + UnicodeLength;
    }

    /// <summary>Writes a code point as UTF-8 (RFC 3629).</summary>
    public static byte* WriteUtf8(int value, byte* target)
    {
        if (value < 0x80)
        {
            target[0] = (byte)value;
            return target + 1;
        }

        if (value < 0x800)
        {
            target[0] = (byte)(0xC0 | value >> 6);
            target[1] = (byte)(0x80 | value & 0x3F);
            return target + 2;
        }

        if (value < 0x10000)
        {
            target[0] = (byte)(0xE0 | value >> 12);
            target[1] = (byte)(0x80 | value >> 6 & 0x3F);
            target[2] = (byte)(0x80 | value & 0x3F);
            return target + 3;
        }

        target[0] = (byte)(0xF0 | value >> 18);
        target[1] = (byte)(0x80 | value >> 12 & 0x3F);
        target[2] = (byte)(0x80 | value >> 6 & 0x3F);
        target[3] = (byte)(0x80 | value & 0x3F);
        return target + 4;
    }

    private static byte* WriteShort(byte letter, byte* target)
    {
        target[0] = (byte)'\\';
        target[1] = letter;
        return target + 2;
    }

    /// <summary>Four hex digits, or a negative number. Reads all four at once: what follows a line feed is slack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadHex(byte* digits) =>
        Nibble(digits[0]) << 12 | Nibble(digits[1]) << 8 | Nibble(digits[2]) << 4 | Nibble(digits[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Nibble(byte digit) => Nibbles[digit];

    /// <summary>Of every byte, so that looking one up needs no test.</summary>
    private static ReadOnlySpan<sbyte> Nibbles =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    ];
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorRelay.Records;

/// <summary>
/// The steps that every hot loop is made of: copy some bytes whether or not they are wanted, and tell where to stop.
/// They read and write their full width, so both sides need that much slack; a line feed always stops a step.
/// </summary>
internal static unsafe class ByteScan
{
    /// <summary>Bytes that <see cref="CopyString"/>, <see cref="CopyText"/> and <see cref="CopyKey"/> take at once.</summary>
    public const int Width = 32;

    /// <summary>Bytes that <see cref="CopyDigits"/> takes at once.</summary>
    public const int DigitsWidth = 16;

    /// <summary>
    /// Copies 32 bytes of a JSON string. A bit is set in <paramref name="quotes"/> for each quote, and in the result for
    /// each backslash, C0 control, DEL, and first byte of what may be a C1 control (C2) or a line or paragraph separator
    /// (E2). They come apart because how far the next step goes depends on the quotes alone: the processor can begin it
    /// while it still makes sure that nothing else is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyString(byte* source, byte* target, out uint quotes)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var v = Vector256.Load(source);
            v.Store(target);
            quotes = Vector256.Equals(v, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            return (Vector256.Equals(v, Vector256.Create((byte)'\\')) | Controls(v)).ExtractMostSignificantBits();
        }

        var low = StringHalf(source, target, out quotes);
        var high = StringHalf(source + 16, target + 16, out var highQuotes);
        quotes |= highQuotes << 16;
        return low | high << 16;
    }

    /// <summary>Copies 32 bytes of text, in which a quote or a backslash is like any other character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyText(byte* source, byte* target)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var v = Vector256.Load(source);
            v.Store(target);
            return Controls(v).ExtractMostSignificantBits();
        }

        return TextHalf(source, target) | TextHalf(source + 16, target + 16) << 16;
    }

    /// <summary>Copies 32 bytes of a key. A bit is set in the result for each byte outside <c>[A-Za-z0-9_.@-]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyKey(byte* source, byte* target)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var v = Vector256.Load(source);
            v.Store(target);
            var letters = Vector256.LessThan((v | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'),
                Vector256.Create((byte)26));
            var digits = Vector256.LessThan(v - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
            var others = Vector256.Equals(v, Vector256.Create((byte)'_'))
                | Vector256.Equals(v, Vector256.Create((byte)'@'))
                | Vector256.Equals(v, Vector256.Create((byte)'.'))
                | Vector256.Equals(v, Vector256.Create((byte)'-'));
            return ~(letters | digits | others).ExtractMostSignificantBits();
        }

        return KeyHalf(source, target) | KeyHalf(source + 16, target + 16) << 16;
    }

    /// <summary>Copies 32 bytes. A bit is set in the result for each that is as in <paramref name="expected"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyExpected(byte* source, byte* target, in Vector256<byte> expected)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var v = Vector256.Load(source);
            v.Store(target);
            return Vector256.Equals(v, expected).ExtractMostSignificantBits();
        }

        var low = Vector128.Load(source);
        var high = Vector128.Load(source + 16);
        low.Store(target);
        high.Store(target + 16);
        return Vector128.Equals(low, expected.GetLower()).ExtractMostSignificantBits()
            | Vector128.Equals(high, expected.GetUpper()).ExtractMostSignificantBits() << 16;
    }

    /// <summary>Copies 16 bytes of a number, and counts the digits before the first that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CopyDigits(byte* source, byte* target)
    {
        var v = Vector128.Load(source);
        v.Store(target);
        var digits = Vector128.LessThan(v - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        return int.TrailingZeroCount((int)(~digits.ExtractMostSignificantBits()));
    }

    /// <summary>A bit for each quote and backslash in 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FindQuote(byte* source)
    {
        var v = Vector256.Load(source);
        return (Vector256.Equals(v, Vector256.Create((byte)'"'))
            | Vector256.Equals(v, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();
    }

    /// <summary>A bit for each quote, bracket and brace in 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FindBracket(byte* source)
    {
        var v = Vector256.Load(source);
        return (Vector256.Equals(v, Vector256.Create((byte)'"'))
            | Vector256.Equals(v | Vector256.Create((byte)0x20), Vector256.Create((byte)'{'))
            | Vector256.Equals(v | Vector256.Create((byte)0x20), Vector256.Create((byte)'}'))).ExtractMostSignificantBits();
    }

    /// <summary>A bit for each byte in 32 that can follow a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FindWordEnd(byte* source)
    {
        var v = Vector256.Load(source);
        return (Vector256.LessThan(v, Vector256.Create((byte)(' ' + 1)))
            | Vector256.Equals(v, Vector256.Create((byte)','))
            | Vector256.Equals(v | Vector256.Create((byte)0x20), Vector256.Create((byte)'}'))).ExtractMostSignificantBits();
    }

    /// <summary>Whether none of <paramref name="stops"/> comes before the first of <paramref name="quotes"/>, if there is any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsClear(uint stops, uint quotes) => (stops & (quotes ^ (quotes - 1))) == 0;

    /// <summary>Whether a byte may stand in a key as it is.</summary>
    public static bool IsKeyByte(int value) =>
        value is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '@' or '.' or '-';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Controls(Vector256<byte> v) =>
        Vector256.LessThan(v, Vector256.Create((byte)0x20))
        | Vector256.Equals(v, Vector256.Create((byte)0x7F))
        | Vector256.Equals(v & Vector256.Create((byte)0xDF), Vector256.Create((byte)0xC2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Controls(Vector128<byte> v) =>
        Vector128.LessThan(v, Vector128.Create((byte)0x20))
        | Vector128.Equals(v, Vector128.Create((byte)0x7F))
        | Vector128.Equals(v & Vector128.Create((byte)0xDF), Vector128.Create((byte)0xC2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StringHalf(byte* source, byte* target, out uint quotes)
    {
        var v = Vector128.Load(source);
        v.Store(target);
        quotes = Vector128.Equals(v, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        return (Vector128.Equals(v, Vector128.Create((byte)'\\')) | Controls(v)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TextHalf(byte* source, byte* target)
    {
        var v = Vector128.Load(source);
        v.Store(target);
        return Controls(v).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint KeyHalf(byte* source, byte* target)
    {
        var v = Vector128.Load(source);
        v.Store(target);
        var letters = Vector128.LessThan((v | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'),
            Vector128.Create((byte)26));
        var digits = Vector128.LessThan(v - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        var others = Vector128.Equals(v, Vector128.Create((byte)'_'))
            | Vector128.Equals(v, Vector128.Create((byte)'@'))
            | Vector128.Equals(v, Vector128.Create((byte)'.'))
            | Vector128.Equals(v, Vector128.Create((byte)'-'));
        return ~(letters | digits | others).ExtractMostSignificantBits() & 0xFFFF;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorRelay.Records;

/// <summary>
/// The steps that every hot loop is made of: copy some bytes whether or not they are wanted, and tell where to stop.
/// They read and write their full width, so both sides need that much slack; a line feed always stops a step.
/// </summary>
internal static unsafe class ByteScan
{
    /// <summary>Bytes that all but <see cref="CopyDigits"/> take at once. Where the processor has no such registers, two of half the width do.</summary>
    public const int Width = 32;

    /// <summary>Bytes that <see cref="CopyDigits"/> takes at once.</summary>
    public const int DigitsWidth = 16;

    /// <summary>
    /// Copies 32 bytes of a JSON string. A bit is set in <paramref name="quotes"/> for each quote, and in the result for
    /// each backslash, C0 control, DEL, and byte that is not ASCII. They come apart because how far the next step goes
    /// depends on the quotes alone: the processor can begin it while it still makes sure that nothing else is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyPlain(byte* source, byte* target, out uint quotes)
    {
        var v = Vector256.Load(source);
        v.Store(target);
        quotes = Vector256.Equals(v, Vector256.Create((byte)'"')).ExtractMostSignificantBits();

        // One higher, DEL and whatever is not ASCII are below 0; but for FF, which is 0.
        var others = Vector256.LessThan((v + Vector256.Create((byte)1)).AsSByte(), Vector256.Create((sbyte)0x21)).AsByte();
        return (Vector256.Equals(v, Vector256.Create((byte)'\\')) | others).ExtractMostSignificantBits();
    }

    /// <summary>
    /// The same for strings that are known to hold such bytes: of those that are not ASCII, only the first byte of what
    /// may be a C1 control (C2) or a line or paragraph separator (E2) sets a bit in the result, but all of them one in
    /// <paramref name="high"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyString(byte* source, byte* target, out uint quotes, out uint high)
    {
        var v = Vector256.Load(source);
        v.Store(target);
        high = v.ExtractMostSignificantBits();
        quotes = Vector256.Equals(v, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
        return (Vector256.Equals(v, Vector256.Create((byte)'\\')) | Controls(v)).ExtractMostSignificantBits();
    }

    /// <summary>Copies 32 bytes of text, in which a quote or a backslash is like any other character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyText(byte* source, byte* target)
    {
        var v = Vector256.Load(source);
        v.Store(target);
        return Controls(v).ExtractMostSignificantBits();
    }

    /// <summary>Copies 32 bytes of a key. A bit is set in the result for each byte outside <c>[A-Za-z0-9_.@-]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CopyKey(byte* source, byte* target)
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

    /// <summary>A bit for each of 32 bytes that is as in <paramref name="expected"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Same(byte* source, in Vector256<byte> expected) =>
        Vector256.Equals(Vector256.Load(source), expected).ExtractMostSignificantBits();

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
}

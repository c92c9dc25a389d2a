using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorRelay.Records;

/// <summary>
/// A key that the next record is expected to have at the same place, and what becomes of it. The default is no guess,
/// which nothing confirms.
/// </summary>
internal readonly unsafe struct KeyGuess
{
    /// <summary>The brace or comma before the key, the key in its quotes, the colon, white space among them; then anything.</summary>
    public readonly Vector256<byte> Text;

    /// <summary>What is written for that; then anything.</summary>
    public readonly Vector256<byte> Written;

    /// <summary>Bytes that need not be the same, one bit for each. None of 64 where there is no guess: only 32 are compared.</summary>
    private readonly ulong _ignored;

    private KeyGuess(Vector256<byte> text, int length, Vector256<byte> written, int writtenLength, int slot)
    {
        Text = text;
        Length = length;
        Written = written;
        WrittenLength = writtenLength;
        Slot = slot;
        _ignored = ulong.MaxValue << length;
    }

    private KeyGuess(int slot) => Slot = slot;

    /// <summary>Of <see cref="Text"/>.</summary>
    public nint Length { get; }

    /// <summary>Of <see cref="Written"/>: not more than <see cref="Length"/>.</summary>
    public nint WrittenLength { get; }

    /// <summary>The wanted field that this is, or -1.</summary>
    public int Slot { get; }

    /// <summary>A key of plain characters; if it is too long to be compared in one step, no guess.</summary>
    /// <param name="text">The brace or comma before it.</param>
    /// <param name="value">The value behind it; at least 32 bytes can be read before and behind.</param>
    /// <param name="written">What was written for it; at least 32 bytes can be read.</param>
    /// <param name="writtenEnd">Behind that.</param>
    /// <param name="slot">The wanted field that it is, or -1.</param>
    public static KeyGuess Of(byte* text, byte* value, byte* written, byte* writtenEnd, int slot) =>
        value - text > ByteScan.Width ? None(slot) : new KeyGuess(
            Vector256.Load(text), (int)(value - text), Vector256.Load(written), (int)(writtenEnd - written), slot);

    /// <summary>Nothing to be foreseen here.</summary>
    public static KeyGuess None(int slot) => new(slot);

    /// <param name="same">A bit for each byte that is as in <see cref="Text"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsConfirmedBy(uint same) => (_ignored | same) == ulong.MaxValue;
}

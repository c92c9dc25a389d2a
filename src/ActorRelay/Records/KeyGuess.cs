using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorRelay.Records;

/// <summary>
/// A key that the next record is expected to have at the same place, and what was found out about it. The default is no
/// guess, which nothing confirms.
/// </summary>
internal readonly unsafe struct KeyGuess
{
    /// <summary>The key, then <c>":</c>, then anything.</summary>
    public readonly Vector256<byte> Text;

    /// <summary>Bytes that need not be the same, one bit for each. None of 64 where there is no guess: only 32 are compared.</summary>
    private readonly ulong _ignored;

    private KeyGuess(Vector256<byte> text, int keyLength, ulong ignored, int slot)
    {
        Text = text;
        KeyLength = keyLength;
        Slot = slot;
        _ignored = ignored;
    }

    /// <summary>Of the key alone.</summary>
    public int KeyLength { get; }

    /// <summary>Of the key, its quote and its colon.</summary>
    public int Length => KeyLength + 2;

    /// <summary>The wanted field that this is, or -1.</summary>
    public int Slot { get; }

    /// <summary>A key of plain characters; if it is too long to be compared in one step, no guess.</summary>
    /// <param name="key">Its first byte; at least 32 can be read.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="slot">The wanted field that it is, or -1.</param>
    public static KeyGuess Of(byte* key, int length, int slot)
    {
        var whole = length + 2;
        if (whole > ByteScan.Width || key[length + 1] != ':')
        {
            return None(slot);
        }

        return new KeyGuess(Vector256.Load(key), length, ulong.MaxValue << whole, slot);
    }

    /// <summary>Nothing to be foreseen here.</summary>
    public static KeyGuess None(int slot) => new(default, 0, 0, slot);

    /// <param name="same">A bit for each byte that is as in <see cref="Text"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsConfirmedBy(uint same) => (_ignored | same) == ulong.MaxValue;
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorRelay.Records;

/// <summary>The scanner for one payload: the record's own level, which is the hot one.</summary>
internal sealed unsafe class RecordScanner<TPayload>(WantedFields wanted) : RecordScanner(wanted)
    where TPayload : struct, IRecordPayload
{
    private const int Guesses = 128;

    /// <summary>
    /// The keys of the last record, by their place in it. Records of a batch mostly have the same fields in the same
    /// order; then one comparison finds the end of a key and tells that it needs no change and whether it is wanted, and
    /// the next step need not wait for it.
    /// </summary>
    private readonly KeyGuess[] _guesses = new KeyGuess[Guesses];

    protected override Cursor ScanRecord(byte* source, byte* target)
    {
        var p = JsonValue.SkipWhiteSpace(source + 1);
        var d = TPayload.Open(target);
        if (*p == '}')
        {
            return new Cursor(p + 1, TPayload.Close(d));
        }

        ref var guesses = ref MemoryMarshal.GetArrayDataReference(_guesses);
        var field = 0;
        while (*p == '"')
        {
            p++;
            d = TPayload.BeginKey(d);
            ref var guess = ref Unsafe.Add(ref guesses, field++ & Guesses - 1);
            if (guess.IsConfirmedBy(ByteScan.CopyExpected(p, d, in guess.Text)))
            {
                p += guess.Length;
                d += guess.KeyLength;
            }
            else
            {
                var end = CopyKey(p, d, ref guess);
                if (end.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = end.Source;
                d = end.Target;
            }

            var slot = guess.Slot;
            p = SkipWhiteSpace(p);
            d = TPayload.EndKey(d);

            var value = p;
            if (*p == '"')
            {
                *d++ = (byte)'"';
                p++;
                while (true)
                {
                    var stops = ByteScan.CopyString(p, d, out var quotes);
                    if (ByteScan.IsClear(stops, quotes))
                    {
                        // 32, the width of a step, when there is no quote.
                        var length = BitOperations.TrailingZeroCount(quotes);
                        p += length;
                        d += length;
                        if (quotes != 0)
                        {
                            break;
                        }

                        continue;
                    }

                    var step = BitOperations.TrailingZeroCount(stops);
                    p += step;
                    d += step;
                    var next = JsonValue.CopySpecial(p, d, Escapes);
                    if (next.IsRefused)
                    {
                        return Cursor.Refused;
                    }

                    p = next.Source;
                    d = next.Target;
                }

                // The last step has copied the quote too.
                p++;
                d++;
            }
            else
            {
                var next = JsonValue.CopyOther(p, d, Escapes);
                if (next.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = next.Source;
                d = next.Target;
            }

            if (slot >= 0)
            {
                Found(slot, value, p);
            }

            p = SkipWhiteSpace(p);
            if (*p != ',')
            {
                return *p == '}' ? new Cursor(p + 1, TPayload.Close(d)) : Cursor.Refused;
            }

            d = TPayload.Separate(d);
            p = SkipWhiteSpace(p + 1);
        }

        return Cursor.Refused;
    }

    /// <summary>Copies a key that was not foreseen, passes its quote and its colon, and remembers it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cursor CopyKey(byte* p, byte* d, ref KeyGuess guess)
    {
        var key = p;
        uint stops;
        while ((stops = ByteScan.CopyKey(p, d)) == 0)
        {
            p += ByteScan.Width;
            d += ByteScan.Width;
        }

        var step = BitOperations.TrailingZeroCount(stops);
        p += step;
        d += step;
        var isPlain = *p == '"';
        if (!isPlain)
        {
            var end = TPayload.RestOfKey(p, d, Escapes);
            if (end.IsRefused)
            {
                return Cursor.Refused;
            }

            p = end.Source;
            d = end.Target;
        }

        var name = new ReadOnlySpan<byte>(key, (int)(p - key));
        var slot = Wanted.Find(name);
        guess = isPlain ? KeyGuess.Of(key, name.Length, slot) : KeyGuess.None(slot);
        p = JsonValue.SkipWhiteSpace(p + 1);
        return *p == ':' ? new Cursor(p + 1, d) : Cursor.Refused;
    }

    /// <summary>Logpush writes none, so the common case is one comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* SkipWhiteSpace(byte* p) => *p > ' ' ? p : JsonValue.SkipWhiteSpace(p);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace ActorRelay.Records;

/// <summary>The scanner for one payload: the record's own level, which is the hot one.</summary>
internal sealed unsafe class RecordScanner<TPayload, TMarking>(WantedFields wanted) : RecordScanner(wanted)
    where TPayload : struct, IRecordPayload
    where TMarking : struct, IValueMarking
{
    private const int Guesses = 128;

    /// <summary>
    /// The keys of the last record, by their place in it. Records of a batch mostly have the same fields in the same
    /// order; then one comparison takes a key and all that is around it, and the next step need not wait for it.
    /// </summary>
    private readonly KeyGuess[] _guesses = new KeyGuess[Guesses];

    protected override Cursor ScanRecord(byte* source, byte* target)
    {
        if (source[1] != '"' && *JsonValue.SkipWhiteSpace(source + 1) == '}')
        {
            return new Cursor(JsonValue.SkipWhiteSpace(source + 1) + 1, TPayload.Close(TPayload.Open(target)));
        }

        var p = source;
        var d = target;
        var marks = ValueMarks.None;
        ref var guess = ref MemoryMarshal.GetArrayDataReference(_guesses);
        ref var last = ref Unsafe.Add(ref guess, Guesses - 1);
        while (true)
        {
            // Here p is at the brace or the comma before a key, or behind the last value.
            if (guess.IsConfirmedBy(ByteScan.Same(p, in guess.Text)))
            {
                guess.Written.Store(d);
                p += guess.Length;
                d += guess.WrittenLength;
            }
            else
            {
                p = JsonValue.SkipWhiteSpace(p);
                if (*p == '}')
                {
                    Marks = marks;
                    return new Cursor(p + 1, TPayload.Close(d));
                }

                var key = CopyKey(p, d, ref guess);
                if (key.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = key.Source;
                d = key.Target;
            }

            var value = p;
            if (*p == '"')
            {
                *d++ = (byte)'"';
                p++;
                while (true)
                {
                    var stops = ByteScan.CopyPlain(p, d, out var quotes);
                    if (!ByteScan.IsClear(stops, quotes))
                    {
                        var end = JsonValue.CopyString(p, d, Escapes);
                        if (end.IsRefused)
                        {
                            return Cursor.Refused;
                        }

                        p = end.Source - 1;
                        d = end.Target - 1;
                        break;
                    }

                    if (quotes != 0)
                    {
                        var length = BitOperations.TrailingZeroCount(quotes);
                        p += length;
                        d += length;
                        break;
                    }

                    p += ByteScan.Width;
                    d += ByteScan.Width;
                }

                // The last step has copied the quote too.
                p++;
                d++;
            }
            else if (!JsonValue.TryCopyCount(ref p, ref d))
            {
                // White space that was not there in the last record comes here, too.
                value = JsonValue.SkipWhiteSpace(p);
                var next = JsonValue.Copy(value, d, Escapes);
                if (next.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = next.Source;
                d = next.Target;
            }

            if (TMarking.IsOn)
            {
                marks |= MarksOf(value, (int)(p - value));
            }

            if (guess.Slot >= 0)
            {
                Found(guess.Slot, value, p);
            }

            // Of more fields than there are guesses, the last one gets all.
            guess = ref Unsafe.IsAddressLessThan(ref guess, ref last) ? ref Unsafe.Add(ref guess, 1) : ref last;
        }
    }

    private static ValueMarks MarksOf(byte* value, int length) => *value switch
    {
        (byte)'n' => ValueMarks.Empty,
        (byte)'"' when length == 2 => ValueMarks.Empty,
        (byte)'{' or (byte)'[' => length == 2 || value[1] <= ' ' ? ValueMarks.Nested | ValueMarks.Empty : ValueMarks.Nested,
        _ => ValueMarks.None,
    };

    /// <summary>Copies a key that was not foreseen, with all that is around it, and remembers it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cursor CopyKey(byte* source, byte* target, ref KeyGuess guess)
    {
        var isFirst = IsStart(source);
        var p = JsonValue.SkipWhiteSpace(source + 1);
        if (*p != '"' || (!isFirst && *source != ','))
        {
            return Cursor.Refused;
        }

        var key = ++p;
        var d = TPayload.BeginKey(isFirst ? TPayload.Open(target) : TPayload.Separate(target));
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
        if (!isPlain && !Utf8.IsValid(name))
        {
            return Cursor.Refused;
        }

        var slot = Wanted.Find(name);
        p = JsonValue.SkipWhiteSpace(p + 1);
        if (*p != ':')
        {
            return Cursor.Refused;
        }

        p = JsonValue.SkipWhiteSpace(p + 1);
        d = TPayload.EndKey(d);
        guess = isPlain ? KeyGuess.Of(source, p, target, d, slot) : KeyGuess.None(slot);
        return new Cursor(p, d);
    }
}

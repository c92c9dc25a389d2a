using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorRelay.Records;

/// <summary>The scanner for one payload: the record's own level, which is the hot one.</summary>
internal sealed unsafe class RecordScanner<TPayload>(WantedFields wanted) : RecordScanner(wanted)
    where TPayload : struct, IRecordPayload
{
    protected override Cursor ScanRecord(byte* source, byte* target)
    {
        var p = JsonValue.SkipWhiteSpace(source + 1);
        var d = TPayload.Open(target);
        if (*p == '}')
        {
            return new Cursor(p + 1, TPayload.Close(d));
        }

        while (*p == '"')
        {
            var key = ++p;
            d = TPayload.BeginKey(d);
            var stops = ByteScan.CopyKey(p, d);
            while (stops == 0)
            {
                p += ByteScan.Width;
                d += ByteScan.Width;
                stops = ByteScan.CopyKey(p, d);
            }

            var step = BitOperations.TrailingZeroCount(stops);
            p += step;
            d += step;
            var slot = -1;
            if (*p != '"')
            {
                var odd = TPayload.RestOfKey(p, d, Escapes);
                if (odd.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = odd.Source;
                d = odd.Target;
                slot = SlotOfOdd(new ReadOnlySpan<byte>(key, (int)(p - key)));
            }
            else if (Wanted.MayHave(p - key))
            {
                slot = Wanted.SlotOf(new ReadOnlySpan<byte>(key, (int)(p - key)));
            }

            p++;
            if (*p != ':')
            {
                p = JsonValue.SkipWhiteSpace(p);
                if (*p != ':')
                {
                    return Cursor.Refused;
                }
            }

            p = SkipWhiteSpace(p + 1);
            d = TPayload.EndKey(d);

            var value = p;
            if (*p == '"')
            {
                *d++ = (byte)'"';
                p++;
                while (true)
                {
                    stops = ByteScan.CopyString(p, d);
                    if (stops == 0)
                    {
                        p += ByteScan.Width;
                        d += ByteScan.Width;
                        continue;
                    }

                    step = BitOperations.TrailingZeroCount(stops);
                    p += step;
                    d += step;
                    if (*p == '"')
                    {
                        break;
                    }

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

    private int SlotOfOdd(ReadOnlySpan<byte> key) =>
        key.Contains((byte)'\\') ? Wanted.SlotOfEscaped(key) : Wanted.SlotOf(key);

    /// <summary>Logpush writes none, so the common case is one comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* SkipWhiteSpace(byte* p) => *p > ' ' ? p : JsonValue.SkipWhiteSpace(p);
}

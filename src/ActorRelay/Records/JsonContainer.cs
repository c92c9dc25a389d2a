using System.Runtime.CompilerServices;

namespace ActorRelay.Records;

/// <summary>
/// Copies arrays and objects within a record in compact form, without recursion. The rules by which it stays inside
/// memory are <see cref="RecordScanner"/>'s.
/// </summary>
internal static unsafe class JsonContainer
{
    /// <summary>Copies the array or object at <paramref name="p"/>. One bit for each open one says which it is.</summary>
    public static Cursor Copy(byte* p, byte* d, ControlEscapes escapes)
    {
        var objects = 0UL;
        var depth = 1;
        while (true)
        {
            if ((*p | 0x20) == '{')
            {
                if (++depth > RecordScanner.MaxDepth)
                {
                    return Cursor.Refused;
                }

                objects = objects << 1 | (*p == '{' ? 1UL : 0UL);
                *d++ = *p;
                p = JsonValue.SkipWhiteSpace(p + 1);
                if (*p != Closer(objects))
                {
                    if ((objects & 1) != 0 && !TryCopyKey(ref p, ref d, escapes))
                    {
                        return Cursor.Refused;
                    }

                    continue;
                }
            }
            else if (!TryCopyScalar(ref p, ref d, escapes))
            {
                return Cursor.Refused;
            }

            // Behind a value, or at the end of what is empty.
            p = JsonValue.SkipWhiteSpace(p);
            while (*p != ',')
            {
                if (*p != Closer(objects))
                {
                    return Cursor.Refused;
                }

                *d++ = *p++;
                objects >>= 1;
                if (--depth == 1)
                {
                    return new Cursor(p, d);
                }

                p = JsonValue.SkipWhiteSpace(p);
            }

            *d++ = (byte)',';
            p = JsonValue.SkipWhiteSpace(p + 1);
            if ((objects & 1) != 0 && !TryCopyKey(ref p, ref d, escapes))
            {
                return Cursor.Refused;
            }
        }
    }

    /// <summary>Copies <c>"key":</c>, and stops at the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyKey(ref byte* p, ref byte* d, ControlEscapes escapes)
    {
        if (*p != '"' || !TryCopyText(ref p, ref d, escapes))
        {
            return false;
        }

        p = JsonValue.SkipWhiteSpace(p);
        if (*p != ':')
        {
            return false;
        }

        *d++ = (byte)':';
        p = JsonValue.SkipWhiteSpace(p + 1);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyScalar(ref byte* p, ref byte* d, ControlEscapes escapes) =>
        *p == '"' ? TryCopyText(ref p, ref d, escapes)
        : JsonValue.TryCopyCount(ref p, ref d) || TryTake(JsonValue.CopyOther(p, d, escapes), ref p, ref d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyText(ref byte* p, ref byte* d, ControlEscapes escapes) =>
        JsonValue.TryCopyShort(ref p, ref d) || TryTake(JsonValue.CopyString(p + 1, d + 1, escapes), ref p, ref d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTake(Cursor next, ref byte* p, ref byte* d)
    {
        p = next.Source;
        d = next.Target;
        return !next.IsRefused;
    }

    private static byte Closer(ulong objects) => (byte)(']' + ((objects & 1) << 5));
}

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
            Cursor next;
            switch (*p)
            {
                case (byte)'"':
                    next = JsonValue.TryCopyShort(ref p, ref d) ? new Cursor(p, d) : JsonValue.CopyString(p + 1, d + 1, escapes);
                    break;

                case (byte)'{' or (byte)'[':
                    if (++depth > RecordScanner.MaxDepth)
                    {
                        return Cursor.Refused;
                    }

                    objects = objects << 1 | (*p == '{' ? 1UL : 0UL);
                    *d++ = *p;
                    p = JsonValue.SkipWhiteSpace(p + 1);
                    if (*p == Closer(objects))
                    {
                        next = new Cursor(p, d);
                        break;
                    }

                    if ((objects & 1) == 0)
                    {
                        continue;
                    }

                    next = CopyKey(p, d, escapes);
                    if (next.IsRefused)
                    {
                        return Cursor.Refused;
                    }

                    p = next.Source;
                    d = next.Target;
                    continue;

                default:
                    next = JsonValue.TryCopyCount(ref p, ref d) ? new Cursor(p, d) : JsonValue.CopyOther(p, d, escapes);
                    break;
            }

            if (next.IsRefused)
            {
                return Cursor.Refused;
            }

            p = JsonValue.SkipWhiteSpace(next.Source);
            d = next.Target;
            while (*p == Closer(objects))
            {
                *d++ = *p++;
                objects >>= 1;
                if (--depth == 1)
                {
                    return new Cursor(p, d);
                }

                p = JsonValue.SkipWhiteSpace(p);
            }

            if (*p != ',')
            {
                return Cursor.Refused;
            }

            *d++ = *p;
            p = JsonValue.SkipWhiteSpace(p + 1);
            if ((objects & 1) != 0)
            {
                next = CopyKey(p, d, escapes);
                if (next.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = next.Source;
                d = next.Target;
            }
        }
    }

    /// <summary>Copies <c>"key":</c>, and stops at the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Cursor CopyKey(byte* p, byte* d, ControlEscapes escapes)
    {
        if (*p != '"')
        {
            return Cursor.Refused;
        }

        var next = JsonValue.TryCopyShort(ref p, ref d) ? new Cursor(p, d) : JsonValue.CopyString(p + 1, d + 1, escapes);
        if (next.IsRefused)
        {
            return Cursor.Refused;
        }

        p = JsonValue.SkipWhiteSpace(next.Source);
        if (*p != ':')
        {
            return Cursor.Refused;
        }

        *next.Target = (byte)':';
        return new Cursor(JsonValue.SkipWhiteSpace(p + 1), next.Target + 1);
    }

    private static byte Closer(ulong objects) => (objects & 1) != 0 ? (byte)'}' : (byte)']';
}

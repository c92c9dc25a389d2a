using System.Diagnostics;
using System.Numerics;

namespace ActorRelay.Records;

/// <summary>
/// Finds the ends of JSON that is known to be valid, and so looks only at what can end it. Reads 32 bytes at a time: as
/// much slack must be behind the last. What it is given it trusts; a debug build asserts what it can see of that.
/// </summary>
internal static unsafe class JsonSkip
{
    /// <summary>From behind a string's first quote to behind its second.</summary>
    public static byte* String(byte* p)
    {
        while (true)
        {
            var stops = ByteScan.FindQuote(p);
            if (stops == 0)
            {
                p += ByteScan.Width;
                continue;
            }

            p += BitOperations.TrailingZeroCount(stops);
            if (*p == '"')
            {
                return p + 1;
            }

            Debug.Assert(p[1] >= ' ', "an escape that the scanner does not accept");
            p += 2;
        }
    }

    /// <summary>From a value's first byte to behind its last.</summary>
    public static byte* Value(byte* p, out FieldKind kind)
    {
        kind = KindOf(*p);
        return kind switch
        {
            FieldKind.String => String(p + 1),
            FieldKind.Object or FieldKind.Array => Container(p),
            _ => Word(p),
        };
    }

    /// <summary>What a value is, by its first byte.</summary>
    public static FieldKind KindOf(byte first) => first switch
    {
        (byte)'"' => FieldKind.String,
        (byte)'{' => FieldKind.Object,
        (byte)'[' => FieldKind.Array,
        (byte)'t' or (byte)'f' => FieldKind.Boolean,
        (byte)'n' => FieldKind.Null,
        _ => FieldKind.Number,
    };

    private static byte* Container(byte* p)
    {
        var depth = 0;
        while (true)
        {
            var stops = ByteScan.FindBracket(p);
            if (stops == 0)
            {
                p += ByteScan.Width;
                continue;
            }

            p += BitOperations.TrailingZeroCount(stops);
            switch (*p++)
            {
                case (byte)'"':
                    p = String(p);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    Debug.Assert(depth > 0, "what is closed was not opened");
                    if (--depth == 0)
                    {
                        return p;
                    }

                    break;
            }
        }
    }

    private static byte* Word(byte* p)
    {
        Debug.Assert(*p is (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (byte)'t' or (byte)'f' or (byte)'n', "no value begins so");
        uint stops;
        while ((stops = ByteScan.FindWordEnd(p)) == 0)
        {
            p += ByteScan.Width;
        }

        return p + BitOperations.TrailingZeroCount(stops);
    }
}

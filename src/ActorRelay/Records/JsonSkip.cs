using System.Numerics;

namespace ActorRelay.Records;

/// <summary>
/// Finds the ends of JSON that is known to be valid, and so looks only at what can end it. Reads 32 bytes at a time: as
/// much slack must be behind the last.
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

            p += 2;
        }
    }

    /// <summary>From a value's first byte to behind its last.</summary>
    public static byte* Value(byte* p, out FieldKind kind)
    {
        switch (*p)
        {
            case (byte)'"':
                kind = FieldKind.String;
                return String(p + 1);
            case (byte)'{':
                kind = FieldKind.Object;
                return Container(p);
            case (byte)'[':
                kind = FieldKind.Array;
                return Container(p);
            case (byte)'t' or (byte)'f':
                kind = FieldKind.Boolean;
                return Word(p);
            case (byte)'n':
                kind = FieldKind.Null;
                return Word(p);
            default:
                kind = FieldKind.Number;
                return Word(p);
        }
    }

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
        uint stops;
        while ((stops = ByteScan.FindWordEnd(p)) == 0)
        {
            p += ByteScan.Width;
        }

        return p + BitOperations.TrailingZeroCount(stops);
    }
}

using System.Numerics;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Copies a line of text as it is, but for control characters: C0 except TAB, DEL, C1, U+2028 and U+2029 are escaped as
/// they are in JSON. A backslash is not, so the escapes cannot be told from the same characters in the text.
/// </summary>
internal static unsafe class TextMessage
{
    /// <param name="source">The line's first byte.</param>
    /// <param name="end">Behind its last: a carriage return or line feed.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="escapes">Knows how much longer the line may become.</param>
    /// <returns>Behind what was read and written; refused when there is too little room.</returns>
    public static Cursor Copy(byte* source, byte* end, byte* target, ControlEscapes escapes)
    {
        var p = source;
        var d = target;
        while (true)
        {
            var stops = ByteScan.CopyText(p, d);
            var step = stops == 0 ? ByteScan.Width : BitOperations.TrailingZeroCount(stops);
            p += step;
            d += step;
            if (p >= end)
            {
                return new Cursor(end, d);
            }

            if (stops == 0)
            {
                continue;
            }

            if (*p >= 0x20 || *p == '\t')
            {
                var next = escapes.Copy(p, d);
                if (next.IsRefused)
                {
                    return Cursor.Refused;
                }

                p = next.Source;
                d = next.Target;
                continue;
            }

            if (!escapes.Reserve(JsonEscape.UnicodeLength - 1))
            {
                return Cursor.Refused;
            }

            d = JsonEscape.Write(*p++, d);
        }
    }
}

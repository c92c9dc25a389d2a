using System.Numerics;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary><c>Key=value</c> pairs with one space between them. What a key may not hold becomes <c>_</c>, by code point.</summary>
internal readonly unsafe struct KeyValuePayload : IRecordPayload
{
    public static byte* Open(byte* target) => target;

    public static byte* BeginKey(byte* target) => target;

    public static byte* EndKey(byte* target)
    {
        *target = (byte)'=';
        return target + 1;
    }

    public static byte* Separate(byte* target)
    {
        *target = (byte)' ';
        return target + 1;
    }

    public static byte* Close(byte* target) => target;

    public static Cursor RestOfKey(byte* source, byte* target, ControlEscapes escapes) => RestOfKey(source, target);

    private static Cursor RestOfKey(byte* source, byte* target)
    {
        while (*source != '"')
        {
            int value = *source;
            var length = 1;
            switch (value)
            {
                case < 0x20:
                    return Cursor.Refused;
                case '\\':
                    value = JsonEscape.Read(source, out length);
                    if (value < 0)
                    {
                        return Cursor.Refused;
                    }

                    break;
                case >= 0x80:
                    length += ContinuationBytes(source + 1);
                    break;
            }

            *target++ = ByteScan.IsKeyByte(value) ? (byte)value : (byte)'_';
            source += length;
        }

        return new Cursor(source, target);
    }

    /// <summary>Copies the key of a record that the scanner has accepted, up to its closing quote.</summary>
    /// <returns>Behind what was written.</returns>
    public static byte* CopyKey(byte* source, byte* target)
    {
        uint stops;
        while ((stops = ByteScan.CopyKey(source, target)) == 0)
        {
            source += ByteScan.Width;
            target += ByteScan.Width;
        }

        var step = BitOperations.TrailingZeroCount(stops);
        return source[step] == '"' ? target + step : RestOfKey(source + step, target + step).Target;
    }

    /// <summary>A line feed is none, so this stays on the line, be the text valid UTF-8 or not.</summary>
    private static int ContinuationBytes(byte* source)
    {
        var count = 0;
        while ((source[count] & 0xC0) == 0x80)
        {
            count++;
        }

        return count;
    }
}

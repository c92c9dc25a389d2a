namespace ActorRelay.Records;

/// <summary>
/// Reads RFC 3339 times: <c>2024-02-17T23:52:01.123456789Z</c>, <c>2023-05-24T02:48:33+09:30</c>. Also an offset
/// without its colon, a space or a lower-case letter for <c>T</c>, and second 60, which is the next minute's 0 as in
/// POSIX. A time without an offset, as SQL writes it, is UTC, as all of Logpush's are.
/// </summary>
internal static class Rfc3339
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const int ShortestLength = 19;
    private const int FractionDigits = 6;

    /// <param name="text">The whole time and nothing else.</param>
    /// <param name="microseconds">Since 1970-01-01T00:00:00Z, finer parts cut off.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < ShortestLength || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':'
            || text[10] is not ((byte)'T' or (byte)'t' or (byte)' '))
        {
            return false;
        }

        var year = Two(text, 0) * 100 + Two(text, 2);
        var month = Two(text, 5);
        var day = Two(text, 8);
        var hour = Two(text, 11);
        var minute = Two(text, 14);
        var second = Two(text, 17);
        if (Math.Min(Two(text, 0), Two(text, 2)) < 0 || year < 1 || month is < 1 or > 12
            || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryReadFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var days = new DateOnly(year, month, day).DayNumber - UnixEpochDay;
        var seconds = ((days * 24L + hour) * 60 + minute - offsetMinutes) * 60 + second;
        microseconds = seconds * MicrosecondsPerSecond + fraction;
        return true;
    }

    private static int UnixEpochDay => 719_162;

    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        var end = 1;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
        {
            if (end <= FractionDigits)
            {
                microseconds = microseconds * 10 + text[end] - '0';
            }

            end++;
        }

        for (var digit = end; digit <= FractionDigits; digit++)
        {
            microseconds *= 10;
        }

        text = text[end..];
        return end > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        var colon = text.Length == 6 && text[3] == ':' ? 1 : 0;
        if (text.Length != 5 + colon || text[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var hour = Two(text, 1);
        var minute = Two(text, 3 + colon);
        minutes = (hour * 60 + minute) * (text[0] == '-' ? -1 : 1);
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59;
    }

    /// <summary>Two digits, or a negative number.</summary>
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var high = text[at] - '0';
        var low = text[at + 1] - '0';
        return (uint)high > 9 || (uint)low > 9 ? -1 : high * 10 + low;
    }
}

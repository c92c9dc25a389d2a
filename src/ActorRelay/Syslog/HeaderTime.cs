namespace ActorRelay.Syslog;

/// <summary>
/// TIMESTAMP of a header: RFC 3164 section 4.1.2 or, with digits of the second, RFC 5424 section 6.2.3. The same
/// second gives the same bytes without any work. Not for use by several threads.
/// </summary>
/// <param name="style">Which of the two.</param>
/// <param name="zone">Of the time shown.</param>
/// <param name="fractionDigits">How many digits of the second RFC 5424 shows, 1 to 6.</param>
internal sealed class HeaderTime(HeaderStyle style, TimeZoneInfo zone, int fractionDigits = 6)
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const string Rfc3164 = "Mmm dd hh:mm:ss";
    private const string Rfc5424 = "yyyy-mm-ddThh:mm:ss.";

    private readonly bool _isRfc3164 = style == HeaderStyle.Rfc3164;
    private readonly ZoneClock _clock = new(zone);
    private readonly int _divisor = (int)Math.Pow(10, 6 - fractionDigits);
    private readonly int _zoneAt = Rfc5424.Length + fractionDigits;
    private long _second = long.MinValue;

    /// <summary>What stands for it until there is a time; as long as any.</summary>
    public string Placeholder => _isRfc3164 ? Rfc3164 : Rfc5424 + new string('f', fractionDigits) + (IsUtc(zone) ? "Z" : "+hh:mm");

    /// <summary>The second that an instant is in, both counted from 1970-01-01T00:00:00Z.</summary>
    public static long SecondOf(long microseconds) => microseconds >= 0
        ? microseconds / MicrosecondsPerSecond
        : -((MicrosecondsPerSecond - 1 - microseconds) / MicrosecondsPerSecond);

    /// <summary>The same of milliseconds.</summary>
    public static long MillisecondsOf(long microseconds) =>
        microseconds >= 0 ? microseconds / 1000 : -((999 - microseconds) / 1000);

    /// <summary>Writes a time over the last.</summary>
    /// <param name="microseconds">Since 1970-01-01T00:00:00Z, within the years 1 to 9999 of any zone.</param>
    /// <param name="time">Where the last one, or the placeholder, begins.</param>
    public void Write(long microseconds, Span<byte> time)
    {
        var second = SecondOf(microseconds);
        if (second != _second)
        {
            var offset = _clock.OffsetAt(second);
            var local = DateTime.UnixEpoch.AddTicks((second + offset) * TimeSpan.TicksPerSecond);
            if (_isRfc3164)
            {
                WriteRfc3164(time, local);
            }
            else
            {
                WriteRfc5424(time, local, offset);
            }

            _second = second;
        }

        if (!_isRfc3164)
        {
            WriteDigits(time[Rfc5424.Length.._zoneAt], (int)(microseconds - second * MicrosecondsPerSecond) / _divisor);
        }
    }

    /// <summary>Not a zone that merely has no offset now, such as London's: it says +00:00.</summary>
    private static bool IsUtc(TimeZoneInfo zone) => zone.HasSameRules(TimeZoneInfo.Utc);

    private static void WriteRfc3164(Span<byte> time, DateTime local)
    {
        "JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((local.Month - 1) * 3, 3).CopyTo(time);
        WriteDigits(time.Slice(4, 2), local.Day);
        if (local.Day < 10)
        {
            time[4] = (byte)' ';
        }

        WriteClock(time[7..], local);
    }

    private void WriteRfc5424(Span<byte> time, DateTime local, long offset)
    {
        WriteDigits(time[..4], local.Year);
        WriteDigits(time.Slice(5, 2), local.Month);
        WriteDigits(time.Slice(8, 2), local.Day);
        WriteClock(time[11..], local);
        if (time[_zoneAt] != 'Z')
        {
            var zone = time[_zoneAt..];
            var minutes = (int)Math.Abs(offset / 60);
            zone[0] = offset < 0 ? (byte)'-' : (byte)'+';
            WriteDigits(zone.Slice(1, 2), minutes / 60);
            WriteDigits(zone.Slice(4, 2), minutes % 60);
        }
    }

    private static void WriteClock(Span<byte> time, DateTime local)
    {
        WriteDigits(time[..2], local.Hour);
        WriteDigits(time.Slice(3, 2), local.Minute);
        WriteDigits(time.Slice(6, 2), local.Second);
    }

    private static void WriteDigits(Span<byte> target, int value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }
}

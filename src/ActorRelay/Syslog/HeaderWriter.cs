using System.Globalization;
using System.Text;

namespace ActorRelay.Syslog;

/// <summary>
/// The header of one batch's messages, kept as bytes in which only the TIMESTAMP changes: RFC 3164 section 4.1, or RFC
/// 5424 section 6 with six digits of the second, no STRUCTURED-DATA and no byte order mark. The same second gives the
/// same bytes without any work. No time is in it until one is set. Not for use by several threads.
/// </summary>
internal sealed class HeaderWriter
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const string Rfc3164Time = "Mmm dd hh:mm:ss";
    private const string Rfc5424Time = "yyyy-mm-ddThh:mm:ss.ffffff";

    private readonly byte[] _bytes;
    private readonly int _timeAt;
    private readonly bool _isRfc3164;
    private readonly ZoneClock _clock;
    private long _second = long.MinValue;

    public HeaderWriter(OutputFormat format, LineContext context)
    {
        _isRfc3164 = format.Header == HeaderStyle.Rfc3164;
        _clock = new ZoneClock(format.TimeZone);

        var before = string.Create(CultureInfo.InvariantCulture, $"<{format.Priority}>{(_isRfc3164 ? "" : "1 ")}");
        var time = _isRfc3164 ? Rfc3164Time : Rfc5424Time + (IsUtc(format.TimeZone) ? "Z" : "+hh:mm");
        var after = _isRfc3164 ? Rfc3164Tail(format, context) : Rfc5424Tail(format, context);
        _timeAt = before.Length;
        _bytes = Encoding.ASCII.GetBytes($"{before}{time} {after} ");
    }

    /// <summary>The header, and the space that ends it. Of a message without a payload the space is left out.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Its length, which no time changes.</summary>
    public int Length => _bytes.Length;

    /// <summary>Puts a time into it.</summary>
    /// <param name="microseconds">Since 1970-01-01T00:00:00Z, within the years 1 to 9999 of any zone.</param>
    public void SetTime(long microseconds)
    {
        var second = microseconds >= 0
            ? microseconds / MicrosecondsPerSecond
            : -((MicrosecondsPerSecond - 1 - microseconds) / MicrosecondsPerSecond);
        var time = _bytes.AsSpan(_timeAt);
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
            WriteDigits(time.Slice("yyyy-mm-ddThh:mm:ss.".Length, 6), (int)(microseconds - second * MicrosecondsPerSecond));
        }
    }

    private static string Rfc3164Tail(OutputFormat format, LineContext context)
    {
        var hostname = HeaderText.Hostname(format.Hostname, context);
        var tag = HeaderText.Tag(format.AppName, context);
        return tag.Length == 0 ? hostname : $"{hostname} {tag}:";
    }

    private static string Rfc5424Tail(OutputFormat format, LineContext context) =>
        $"{HeaderText.Hostname(format.Hostname, context)} {HeaderText.AppName(format.AppName, context)} "
        + $"{HeaderText.Nil} {HeaderText.MsgId(format.MsgId, context)} {HeaderText.Nil}";

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

    private static void WriteRfc5424(Span<byte> time, DateTime local, long offset)
    {
        WriteDigits(time[..4], local.Year);
        WriteDigits(time.Slice(5, 2), local.Month);
        WriteDigits(time.Slice(8, 2), local.Day);
        WriteClock(time[11..], local);
        if (time[Rfc5424Time.Length] != 'Z')
        {
            var zone = time[Rfc5424Time.Length..];
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

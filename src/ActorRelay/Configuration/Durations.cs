using System.Globalization;

namespace ActorRelay.Configuration;

/// <summary>Durations as operators write them: <c>20s</c>, <c>500 ms</c>, <c>1h</c>. A unit is needed: 20 of what?</summary>
internal static class Durations
{
    public const string Allowed = "a duration such as 20s (ms, s, m, h, d)";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("milliseconds", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("second", TimeSpan.TicksPerSecond), ("seconds", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("minute", TimeSpan.TicksPerMinute), ("minutes", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour), ("hour", TimeSpan.TicksPerHour), ("hours", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay), ("day", TimeSpan.TicksPerDay), ("days", TimeSpan.TicksPerDay),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAnyExcept("0123456789.");
        if (end < 0)
        {
            return false;
        }

        var unit = digits[end..].Trim().ToString();
        var factor = Array.Find(Units, u => u.Unit == unit).Ticks;
        if (factor == 0 || !decimal.TryParse(
            digits[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ||
            number > long.MaxValue / factor)
        {
            return false;
        }

        duration = new TimeSpan((long)(number * factor));
        return true;
    }

    /// <summary>With the largest unit that leaves nothing over.</summary>
    public static string Format(TimeSpan duration) => duration.Ticks switch
    {
        0 => "0s",
        var t when t % TimeSpan.TicksPerDay == 0 => Invariant(t / TimeSpan.TicksPerDay, "d"),
        var t when t % TimeSpan.TicksPerHour == 0 => Invariant(t / TimeSpan.TicksPerHour, "h"),
        var t when t % TimeSpan.TicksPerMinute == 0 => Invariant(t / TimeSpan.TicksPerMinute, "m"),
        var t when t % TimeSpan.TicksPerSecond == 0 => Invariant(t / TimeSpan.TicksPerSecond, "s"),
        var t => Invariant(t / TimeSpan.TicksPerMillisecond, "ms"),
    };

    private static string Invariant(long number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
}

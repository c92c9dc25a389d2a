using System.Globalization;

namespace ActorRelay.Inspection;

/// <summary>Numbers and times as people read them in rows.</summary>
internal static class Units
{
    /// <summary>In groups: <c>12,345</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>To the last digit while it is short, then <c>1.2 M</c>: for columns.</summary>
    public static string Short(long number) => number switch
    {
        < 1_000_000 => Count(number),
        < 1_000_000_000 => FormattableString.Invariant($"{number / 1e6:0.0} M"),
        _ => FormattableString.Invariant($"{number / 1e9:0.0} G"),
    };

    public static string Rate(double perSecond) => perSecond is > 0 and < 10
        ? FormattableString.Invariant($"{perSecond:0.#} records/s")
        : $"{Count((long)perSecond)} records/s";

    /// <summary>UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>UTC, to the day.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How long it is past; <c>never</c> where it never was.</summary>
    public static string Ago(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } then ? $"{Span(now > then ? now - then : TimeSpan.Zero)} ago" : "never";

    /// <summary>To about two digits: <c>350 ms</c>, <c>12 s</c>, <c>5 min</c>, <c>3.5 h</c>, <c>12 d</c>.</summary>
    public static string Span(TimeSpan span) => FormattableString.Invariant(span switch
    {
        { TotalSeconds: < 1 } => (FormattableString)$"{span.TotalMilliseconds:0} ms",
        { TotalSeconds: < 10 } => $"{span.TotalSeconds:0.#} s",
        { TotalMinutes: < 2 } => $"{span.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{span.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{span.TotalHours:0.#} h",
        _ => $"{span.TotalDays:0.#} d",
    });
}

namespace ActorRelay.Records;

/// <summary>Tells event times by how they are written, and says so in words.</summary>
internal static class EventTimeFormats
{
    private const int LongestSeconds = 11;
    private const int LongestMilliseconds = 14;
    private const int LongestMicroseconds = 17;

    /// <param name="json">A field's value, as valid JSON. Units as <see cref="EventTime"/> tells them, by digits.</param>
    public static EventTimeFormat Of(ReadOnlySpan<byte> json)
    {
        if (!EventTime.TryRead(json, out var microseconds) || microseconds == 0)
        {
            return EventTimeFormat.None;
        }

        var isQuoted = json[0] == '"';
        var text = isQuoted ? json[1..^1] : json;
        if (text.Length > 4 && text[4] == '-')
        {
            return EventTimeFormat.Rfc3339;
        }

        var digits = text.TrimStart((byte)'-').IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var unit = (digits < 0 ? text.TrimStart((byte)'-').Length : digits) switch
        {
            <= LongestSeconds => EventTimeFormat.UnixSeconds,
            <= LongestMilliseconds => EventTimeFormat.UnixMilliseconds,
            <= LongestMicroseconds => EventTimeFormat.UnixMicroseconds,
            _ => EventTimeFormat.UnixNanoseconds,
        };
        return isQuoted ? unit + (EventTimeFormat.QuotedUnixSeconds - EventTimeFormat.UnixSeconds) : unit;
    }

    /// <summary>As <c>unix s</c>, <c>unix ns, quoted</c>, <c>RFC 3339</c>.</summary>
    public static string Text(EventTimeFormat format) => format switch
    {
        EventTimeFormat.UnixSeconds => "unix s",
        EventTimeFormat.UnixMilliseconds => "unix ms",
        EventTimeFormat.UnixMicroseconds => "unix us",
        EventTimeFormat.UnixNanoseconds => "unix ns",
        EventTimeFormat.Rfc3339 => "RFC 3339",
        EventTimeFormat.None => "none",
        _ => $"{Text(format - (EventTimeFormat.QuotedUnixSeconds - EventTimeFormat.UnixSeconds))}, quoted",
    };
}

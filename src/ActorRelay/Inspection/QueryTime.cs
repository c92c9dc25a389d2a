using System.Globalization;

namespace ActorRelay.Inspection;

/// <summary>Times in a query: RFC 3339 or a date, of UTC when they do not say, from 1970 on.</summary>
internal static class QueryTime
{
    /// <summary>An answer shows these to who wrote something else.</summary>
    public const string Examples = "times such as 2026-03-01 or 2026-03-01T12:00:00Z";

    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time)
        && time >= DateTimeOffset.UnixEpoch;
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorRelay.Syslog;

/// <summary>
/// PRI by names or numbers: <c>auth.crit</c>, <c>4.2</c>, <c>34</c> are the same (RFC 5424 section 6.2.1). Names are
/// those of syslog.conf, in any case.
/// </summary>
internal static class Priority
{
    /// <summary>The largest PRI: local7.debug.</summary>
    public const int Largest = 191;

    /// <summary>How many severities there are; PRI is facility * 8 + severity.</summary>
    public const int SeverityCount = 8;


    /// <summary>In the order of their numbers.</summary>
    public static ImmutableArray<string> Facilities { get; } =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <summary>In the order of their numbers.</summary>
    public static ImmutableArray<string> Severities { get; } =
        ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    /// <summary>Reads a PRI.</summary>
    /// <param name="text"><c>facility.severity</c>, each a name or a number, or the PRI as one number.</param>
    /// <param name="priority">facility * 8 + severity, 0 to 191.</param>
    /// <param name="error">What is wrong and what would be right, when the result is false.</param>
    public static bool TryParse(string text, out int priority, [NotNullWhen(false)] out string? error)
    {
        priority = 0;
        var parts = text.Trim().Split('.');
        if (parts.Length == 1 && TryParseNumber(parts[0], out priority))
        {
            error = priority <= Largest ? null : $"PRI {priority} is above {Largest} (local7.debug)";
            return error is null;
        }

        if (parts.Length != 2)
        {
            error = $"'{text}' is no PRI: write facility.severity, such as auth.crit, or a number from 0 to {Largest}";
            return false;
        }

        var facility = FindFacility(parts[0]);
        var severity = FindSeverity(parts[1]);
        error = facility < 0 ? Unknown("facility", parts[0], Facilities)
            : severity < 0 ? Unknown("severity", parts[1], Severities)
            : null;
        priority = error is null ? facility * SeverityCount + severity : 0;
        return error is null;
    }

    /// <summary>The number of a facility that is given by name or number, or -1.</summary>
    public static int FindFacility(string text) => Find(Facilities, text is "security" ? "auth" : text);

    /// <summary>The number of a severity that is given by name or number, or -1.</summary>
    public static int FindSeverity(string text) => Find(Severities, Usual(text));

    private static string Usual(string severity) => severity.ToLowerInvariant() switch
    {
        "error" => "err",
        "warn" => "warning",
        "panic" => "emerg",
        "critical" => "crit",
        "emergency" => "emerg",
        _ => severity,
    };

    private static int Find(ImmutableArray<string> names, string text) =>
        TryParseNumber(text, out var number)
            ? (number < names.Length ? number : -1)
            : names.IndexOf(text, 0, StringComparer.OrdinalIgnoreCase);

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Unknown(string what, string text, ImmutableArray<string> names) =>
        $"'{text}' is no {what}: use one of {string.Join(", ", names)}, or a number from 0 to {names.Length - 1}";
}

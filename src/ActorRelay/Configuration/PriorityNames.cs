using System.Globalization;

namespace ActorRelay.Configuration;

/// <summary>PRI by names: <c>auth.crit</c> is 34 (RFC 5424 section 6.2.1).</summary>
internal static class PriorityNames
{
    public const string Allowed = "FACILITY.SEVERITY such as auth.crit or local0.info, or a number from 0 to 191";

    private static readonly string[] Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "ntp", "audit", "alert", "clock",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    private static readonly string[] Severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    public static bool TryParse(string text, out int priority)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out priority))
        {
            return priority <= 191;
        }

        var dot = text.IndexOf('.');
        var facility = dot < 0 ? -1 : Array.IndexOf(Facilities, text[..dot]);
        var severity = dot < 0 ? -1 : Array.IndexOf(Severities, text[(dot + 1)..] switch
        {
            "error" => "err",
            "warn" => "warning",
            "panic" => "emerg",
            var name => name,
        });
        priority = facility * 8 + severity;
        return facility >= 0 && severity >= 0;
    }
}

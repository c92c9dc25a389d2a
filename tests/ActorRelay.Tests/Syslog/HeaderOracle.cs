using System.Globalization;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Headers by the text of the RFCs, without the space before the payload.</summary>
internal static class HeaderOracle
{
    public static string Header(OutputFormat format, LineContext context, long microseconds)
    {
        var utc = DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10);
        var local = TimeZoneInfo.ConvertTime(utc, format.TimeZone);
        var host = OrNil(Sanitise(format.Hostname, context, 255));
        if (format.Header == HeaderStyle.Rfc3164)
        {
            var month = local.ToString("MMM", CultureInfo.InvariantCulture);
            var clock = local.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var tag = Tag(format.AppName, context);
            return $"<{format.Priority}>{month} {local.Day,2} {clock} {host}" + (tag.Length == 0 ? "" : $" {tag}:");
        }

        var time = local.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var zone = format.TimeZone.Id == "UTC" ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture);
        var app = OrNil(Sanitise(format.AppName, context, 48));
        var msgId = OrNil(Sanitise(format.MsgId, context, 32));
        return $"<{format.Priority}>1 {time}{zone} {host} {app} - {msgId} -";
    }

    private static string Tag(string template, LineContext context)
    {
        const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/";
        return new string([.. Sanitise(template, context, 32).Select(static c => Allowed.Contains(c) ? c : '_')]);
    }

    private static string Sanitise(string template, LineContext context, int limit)
    {
        var text = template.Replace("{dataset}", context.Dataset).Replace("{source}", context.Source).Replace("{host}", context.Host);
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(limit))
        {
            result.Append(rune.Value is > 32 and < 127 ? (char)rune.Value : '_');
        }

        return result.ToString();
    }

    private static string OrNil(string text) => text.Length == 0 ? "-" : text;
}

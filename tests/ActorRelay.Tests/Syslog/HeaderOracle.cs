using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Headers by the text of the RFCs, without the space before the payload.</summary>
internal static partial class HeaderOracle
{
    public static string Header(
        OutputFormat format, LineContext context, long microseconds, List<(string Name, string Value)>? fields = null)
    {
        string Fill(HeaderTemplate template, int limit) => Sanitise(template.Text, context, fields ?? [], limit);
        var priority = SeverityOracle.Priority(format, context.Dataset, fields ?? []);
        var utc = DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10);
        var local = TimeZoneInfo.ConvertTime(utc, format.TimeZone);
        var host = OrNil(Fill(format.Hostname, 255));
        if (format.Header == HeaderStyle.Rfc3164)
        {
            var month = local.ToString("MMM", CultureInfo.InvariantCulture);
            var clock = local.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var tag = Tag(Fill(format.AppName, 32));
            return $"<{priority}>{month} {local.Day,2} {clock} {LegacyHost(host, context)}" + (tag.Length == 0 ? "" : $" {tag}:");
        }

        var time = local.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var zone = format.TimeZone.Id == "UTC" ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture);
        var app = OrNil(Fill(format.AppName, 48));
        var msgId = OrNil(Fill(format.MsgId, 32));
        return $"<{priority}>1 {time}{zone} {host} {app} - {msgId} -";
    }

    private static string Tag(string text) => Allow(text, "_.-/");

    private static string LegacyHost(string text, LineContext context)
    {
        var names = new[] { text, context.Dataset, context.Host }.Select(name => Allow(name, "_.-").Trim('_', '.', '-'));
        return OrNil(names.FirstOrDefault(name => name.Length > 0) ?? "");
    }

    private static string Allow(string text, string others) =>
        new([.. text.Select(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c) ? c : '_')]);

    private static string Sanitise(
        string template, LineContext context, List<(string Name, string Value)> fields, int limit)
    {
        var text = Placeholder().Replace(template, match => match.Groups[1].Value switch
        {
            "dataset" => context.Dataset,
            "source" => context.Source,
            "host" => context.Host,
            var name => LineOracle.TextOf(fields, name) ?? "",
        });
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(limit))
        {
            result.Append(rune.Value is > 32 and < 127 ? (char)rune.Value : '_');
        }

        return result.ToString();
    }

    private static string OrNil(string text) => text.Length == 0 ? "-" : text;

    [GeneratedRegex("{([^{}]+)}")]
    private static partial Regex Placeholder();
}

using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads what goes into a header's fields: text in which names in braces are replaced.</summary>
internal static class HeaderTemplateReader
{
    public static HeaderTemplate Read(SettingsSection receiver, string key, HeaderTemplate fallback, HeaderFieldKind kind)
    {
        if (!HeaderTemplate.TryParse(receiver.Text(key, fallback.Text), out var template, out var error))
        {
            receiver.Error(key, $"{error}; {{dataset}}, {{source}}, {{host}} and names of fields in braces are replaced");
            return fallback;
        }

        if (!SettingsText.IsVisibleAscii(template.Literal))
        {
            receiver.Error(key, "only visible ASCII characters, without spaces, can be in a syslog header");
        }
        else if (template.Literal.Length > HeaderField.LimitOf(kind))
        {
            receiver.Error(key, $"must be at most {HeaderField.LimitOf(kind)} characters long (RFC 5424 section 6)");
        }

        foreach (var name in template.UnknownFields)
        {
            var nearest = NearestName.Find(name, HeaderTemplate.BatchNames);
            receiver.Warn(
                key,
                $"no dataset known here has a field {receiver.Log.Show(name)}"
                    + (nearest is null ? "" : $"; did you mean {{{nearest}}}?"));
        }

        return template;
    }
}

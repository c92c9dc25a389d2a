using System.Text;

namespace ActorRelay.Syslog;

/// <summary>Makes what settings give for a header's fields into what its grammar allows, once per batch.</summary>
internal static class HeaderText
{
    /// <summary>Stands for an empty field (RFC 5424 section 6: NILVALUE).</summary>
    public const string Nil = "-";

    private const int HostnameLimit = 255;
    private const int AppNameLimit = 48;
    private const int MsgIdLimit = 32;
    private const int TagLimit = 32;

    /// <summary>
    /// HOSTNAME of either header: at most 255 printable ASCII characters (RFC 5424 section 6.2.4); an empty one is
    /// <c>-</c>, because without it the next field would be taken for it.
    /// </summary>
    public static string Hostname(string template, LineContext context) =>
        OrNil(Sanitise(Resolve(template, context), HostnameLimit, IsPrintable));

    /// <summary>APP-NAME: at most 48 printable ASCII characters (RFC 5424 section 6.2.5), or <c>-</c>.</summary>
    public static string AppName(string template, LineContext context) =>
        OrNil(Sanitise(Resolve(template, context), AppNameLimit, IsPrintable));

    /// <summary>MSGID: at most 32 printable ASCII characters (RFC 5424 section 6.2.7), or <c>-</c>.</summary>
    public static string MsgId(string template, LineContext context) =>
        OrNil(Sanitise(Resolve(template, context), MsgIdLimit, IsPrintable));

    /// <summary>
    /// TAG: at most 32 characters (RFC 3164 section 4.1.3), of which it allows letters and digits; <c>_ . - /</c> are
    /// kept too, for Receivers take them and names of datasets and programs hold them. May be empty: no TAG.
    /// </summary>
    public static string Tag(string template, LineContext context) =>
        Sanitise(Resolve(template, context), TagLimit, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/');

    private static string Resolve(string template, LineContext context) =>
        template.Contains('{')
            ? template
                .Replace("{dataset}", context.Dataset, StringComparison.Ordinal)
                .Replace("{source}", context.Source, StringComparison.Ordinal)
                .Replace("{host}", context.Host, StringComparison.Ordinal)
            : template;

    /// <summary>Each code point that is not allowed becomes <c>_</c>; what is too long is cut.</summary>
    private static string Sanitise(string text, int limit, Func<char, bool> isAllowed)
    {
        var result = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length == limit)
            {
                break;
            }

            result.Append(rune.IsAscii && isAllowed((char)rune.Value) ? (char)rune.Value : '_');
        }

        return result.ToString();
    }

    /// <summary>PRINTUSASCII, 33 to 126.</summary>
    private static bool IsPrintable(char value) => value is > ' ' and <= '~';

    private static string OrNil(string text) => text.Length == 0 ? Nil : text;
}

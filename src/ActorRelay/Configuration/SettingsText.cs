using System.Text;

namespace ActorRelay.Configuration;

/// <summary>Checks and shows texts of settings.</summary>
internal static class SettingsText
{
    private const int Shown = 80;

    /// <summary>Fit for one line of a terminal: control characters replaced, the end of a long text cut.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Shown))
        {
            shown.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return text.EnumerateRunes().Skip(Shown).Any() ? $"{shown}..." : shown.ToString();
    }

    /// <summary>
    /// The whole of a text, whatever operators and their files put into it, as one line that moves no cursor and changes no
    /// colour: control characters and separators of lines replaced.
    /// </summary>
    public static string OneLine(string text) =>
        text.Any(IsHarmful) ? string.Concat(text.Select(c => IsHarmful(c) ? '?' : c)) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <summary>Visible ASCII only: what a header field of HTTP or syslog can hold for sure.</summary>
    public static bool IsVisibleAscii(string text) => text.All(c => c is > ' ' and < '\u007F');
}

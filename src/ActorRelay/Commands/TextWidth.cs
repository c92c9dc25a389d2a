using System.Text;

namespace ActorRelay.Commands;

/// <summary>How wide text is on a terminal, where East Asian letters and emoji take two columns.</summary>
internal static class TextWidth
{
    /// <summary>Where the two-column letters begin (Hangul Jamo). Not all above are wide.</summary>
    private const int FirstWide = 0x1100;

    private const string Ellipsis = "…";

    /// <summary>Cuts text to so many columns, never inside a letter, and ends it with an ellipsis then.</summary>
    public static string Shorten(string text, int columns)
    {
        var used = 0;
        var length = 0;
        var fitting = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Columns(rune);
            length += rune.Utf16SequenceLength;
            if (used > columns)
            {
                return text[..fitting] + Ellipsis;
            }

            if (used <= columns - Ellipsis.Length)
            {
                fitting = length;
            }
        }

        return text;
    }

    private static int Columns(Rune rune) => rune.Value >= FirstWide ? 2 : 1;
}

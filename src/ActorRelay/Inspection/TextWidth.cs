using System.Text;

namespace ActorRelay.Inspection;

/// <summary>How wide text is on a terminal, where East Asian letters and emoji take two columns.</summary>
internal static class TextWidth
{
    /// <summary>Where the two-column letters begin (Hangul Jamo). Not all above are wide.</summary>
    private const int FirstWide = 0x1100;

    private const string Ellipsis = "…";

    public static int Of(string text) => text.EnumerateRunes().Sum(Columns);

    /// <summary>Cuts text to so many columns, never inside a letter, and ends it with an ellipsis then.</summary>
    public static string Shorten(string text, int columns) =>
        Of(text) <= columns ? text : text[..Fitting(text, columns - Ellipsis.Length)] + Ellipsis;

    /// <summary>The length of what fits into so many columns.</summary>
    public static int Fitting(string text, int columns)
    {
        var used = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Columns(rune);
            if (used > columns)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private static int Columns(Rune rune) => rune.Value >= FirstWide ? IsNarrow(rune.Value) ? 1 : 2 : 1;

    /// <summary>Punctuation, arrows, box drawing and blocks, which the relay's own texts use.</summary>
    private static bool IsNarrow(int value) => value is >= 0x2000 and < 0x2600;
}

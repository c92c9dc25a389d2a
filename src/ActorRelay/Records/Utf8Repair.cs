using System.Text;

namespace ActorRelay.Records;

/// <summary>
/// Replaces what is not UTF-8 (RFC 3629) by U+FFFD: each maximal ill-formed subsequence by one, as Unicode recommends
/// (The Unicode Standard, section 3.9) and browsers do.
/// </summary>
internal static class Utf8Repair
{
    /// <summary>The most bytes that one byte can become.</summary>
    public const int Growth = 3;

    /// <summary>Writes the text, repaired.</summary>
    /// <param name="text">Of any bytes.</param>
    /// <param name="target">Room for <see cref="Growth"/> times as many.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Repair(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            var (good, bad) = Next(text);
            text[..good].CopyTo(target[written..]);
            written += good;
            if (bad > 0)
            {
                written += Rune.ReplacementChar.EncodeToUtf8(target[written..]);
            }

            text = text[(good + bad)..];
        }

        return written;
    }

    /// <summary>Where in the text that stands which is at <paramref name="repaired"/> once it is repaired.</summary>
    public static int Origin(ReadOnlySpan<byte> text, int repaired)
    {
        var (at, written) = (0, 0);
        while (at < text.Length && written < repaired)
        {
            var (good, bad) = Next(text[at..]);
            if (written + good >= repaired)
            {
                return at + repaired - written;
            }

            written += good + Rune.ReplacementChar.Utf8SequenceLength;
            at += good + bad;
        }

        return Math.Min(at, text.Length);
    }

    /// <summary>How many bytes are right, and how many behind them are one mistake.</summary>
    private static (int Good, int Bad) Next(ReadOnlySpan<byte> text)
    {
        var good = RecordDiagnosis.FirstInvalidUtf8(text);
        if (good < 0)
        {
            return (text.Length, 0);
        }

        Rune.DecodeFromUtf8(text[good..], out _, out var bad);
        return (good, bad);
    }
}

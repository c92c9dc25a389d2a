namespace ActorRelay.Syslog;

/// <summary>Where text may be cut: between characters, and in JSON strings not within an escape either.</summary>
internal static unsafe class StringCut
{
    private const int UnicodeEscape = 6;

    /// <summary>The first place in a JSON string that has at least so many bytes before it.</summary>
    /// <param name="content">The string's content, valid and as the scanner writes it.</param>
    /// <param name="length">Its length.</param>
    /// <param name="least">How many bytes.</param>
    /// <returns>At most <paramref name="length"/>.</returns>
    public static int AtLeast(byte* content, int length, int least)
    {
        var at = 0;
        while (at < least && at < length)
        {
            at += content[at] switch
            {
                (byte)'\\' => content[at + 1] == 'u' ? UnicodeEscape : 2,
                < 0xC0 => 1,
                < 0xE0 => 2,
                < 0xF0 => 3,
                _ => 4,
            };
        }

        return Math.Min(at, length);
    }

    /// <summary>The last place in a JSON string that has at most so many bytes before it.</summary>
    /// <param name="content">The string's content, valid and as the scanner writes it.</param>
    /// <param name="most">How many bytes, fewer than it has.</param>
    public static int AtMost(byte* content, int most)
    {
        var at = TextAtMost(content, most);
        for (var back = 1; back < UnicodeEscape && back <= at; back++)
        {
            if (content[at - back] != '\\')
            {
                continue;
            }

            // In a run of backslashes each second one ends an escape.
            var run = 1;
            while (run < at - back + 1 && content[at - back - run] == '\\')
            {
                run++;
            }

            var begins = run % 2 == 1;
            var escape = content[at - back + 1] == 'u' ? UnicodeEscape : 2;
            return begins && back < escape ? at - back : at;
        }

        return at;
    }

    /// <summary>The first place in text that has at least so many bytes before it; a backslash is a character like others.</summary>
    public static int TextAtLeast(byte* text, int length, int least)
    {
        var at = Math.Min(least, length);
        while (at < length && (text[at] & 0xC0) == 0x80)
        {
            at++;
        }

        return at;
    }

    /// <summary>The last place in text that has at most so many bytes before it; a backslash is a character like others.</summary>
    public static int TextAtMost(byte* text, int most)
    {
        var at = most;
        while (at > 0 && (text[at] & 0xC0) == 0x80)
        {
            at--;
        }

        return at;
    }
}

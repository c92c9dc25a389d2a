namespace ActorRelay.Syslog;

/// <summary>Tells a line that is no record without formatting it, and as <see cref="LineFormatter"/> does.</summary>
internal static class BlankLine
{
    /// <param name="line">One line, its line feed included.</param>
    /// <param name="input">What lines are.</param>
    public static bool Is(ReadOnlySpan<byte> line, InputStyle input)
    {
        var rest = SkipWhiteSpace(line);
        return rest is [(byte)'\n', ..]
            || (input is InputStyle.Json && rest is [(byte)',', ..] && SkipWhiteSpace(rest[1..]) is [(byte)'\n', ..]);
    }

    private static ReadOnlySpan<byte> SkipWhiteSpace(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r"u8);
}

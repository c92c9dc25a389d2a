using System.Globalization;

namespace ActorRelay.Configuration.Hocon;

/// <summary>A position in a text: knows its line and column, and skips what is between values.</summary>
internal sealed class HoconScanner(string text, string source, bool comments)
{
    private int _line = 1;
    private int _lineStart;

    public int Position { get; private set; }

    public string Text => text;

    public bool AtEnd => Position >= text.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Current => Peek(0);

    public Place Here => new(source, _line, Position - _lineStart + 1);

    public bool AtEndOfLine => AtEnd || Current == '\n' || (Current == '\r' && Peek(1) == '\n') || AtComment;

    public bool AtComment => comments && (Current == '#' || (Current == '/' && Peek(1) == '/'));

    public char Peek(int ahead) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    public bool StartsWith(string value) => string.CompareOrdinal(text, Position, value, 0, value.Length) == 0;

    public void Next(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--)
        {
            if (text[Position++] == '\n')
            {
                _line++;
                _lineStart = Position;
            }
        }
    }

    /// <summary>Skips white space on this line, and returns it.</summary>
    public string SkipSpace()
    {
        var start = Position;
        while (!AtEnd && Current != '\n' && IsSpace(Current))
        {
            Next();
        }

        return start == Position ? "" : text[start..Position];
    }

    /// <summary>Skips white space, line ends and comments.</summary>
    public void SkipBlank()
    {
        while (!AtEnd)
        {
            if (IsSpace(Current))
            {
                Next();
            }
            else if (AtComment)
            {
                SkipLine();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Skips to the line end, and returns what was skipped.</summary>
    public ReadOnlySpan<char> SkipLine()
    {
        var start = Position;
        var end = text.IndexOf('\n', start);
        Position = end < 0 ? text.Length : end;
        return text.AsSpan(start, Position - start);
    }

    /// <summary>What stands here, for "found ...".</summary>
    public string Found()
    {
        if (AtEnd)
        {
            return "the end";
        }

        return AtEndOfLine ? "the end of the line" : Describe(Current);
    }

    public static string Describe(char c) =>
        char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format
            ? $"U+{(int)c:X4}"
            : $"'{c}'";

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c == '\uFEFF';
}

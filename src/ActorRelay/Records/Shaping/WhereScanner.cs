using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>Cuts a <c>where</c> into its words, values and marks.</summary>
internal sealed class WhereScanner(string text)
{
    /// <summary>What ends a word. <c>&amp;</c> and <c>|</c> are kept out, for who writes them means <c>and</c> and <c>or</c>.</summary>
    private const string Special = "()[],\"'=!<>&|";

    private int _at;

    public WhereToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new WhereToken(WhereTokenKind.End, "", _at + 1);
        }

        return text[_at] switch
        {
            '(' or ')' or '[' or ']' or ',' => Take(WhereTokenKind.Mark, 1),
            '"' or '\'' => Quoted(),
            '=' or '!' or '<' or '>' when _at + 1 < text.Length && text[_at + 1] == '=' =>
                Take(WhereTokenKind.Operator, 2),
            '<' or '>' => Take(WhereTokenKind.Operator, 1),
            '=' => Error(_at, "write == for is equal"),
            '!' => Error(_at, "write not, or != for is not equal"),
            '&' => Error(_at, "write and; a value with & in it needs quotes"),
            '|' => Error(_at, "write or; a value with | in it needs quotes"),
            _ => Word(),
        };
    }

    private WhereToken Take(WhereTokenKind kind, int length)
    {
        var token = new WhereToken(kind, text.Substring(_at, length), _at + 1);
        _at += length;
        return token;
    }

    private WhereToken Word()
    {
        var end = _at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !Special.Contains(text[end]))
        {
            end++;
        }

        return Take(WhereTokenKind.Word, end - _at);
    }

    private WhereToken Quoted()
    {
        var start = _at;
        var value = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == text[start])
            {
                _at++;
                return new WhereToken(WhereTokenKind.Quoted, value.ToString(), start + 1);
            }

            if (text[_at] == '\\')
            {
                _at++;
                if (_at == text.Length || text[_at] is not ('\\' or '"' or '\''))
                {
                    return Error(_at - 1, "a backslash goes before a quote or a backslash only");
                }
            }

            value.Append(text[_at]);
        }

        return Error(start, "this quote has no end");
    }

    private static WhereToken Error(int at, string message) => new(WhereTokenKind.Error, message, at + 1);
}

using System.Collections.Frozen;

namespace ActorRelay.Records.Shaping;

/// <summary>Where reading a <c>where</c> stands: the token to be read next, and the error that ended it.</summary>
internal sealed class WhereCursor
{
    private static readonly FrozenSet<string> Words =
        FrozenSet.Create(StringComparer.Ordinal, "and", "or", "not", "in", "exists", "contains", "starts-with");

    private readonly WhereScanner _scanner;

    public WhereCursor(string text)
    {
        _scanner = new WhereScanner(text);
        Token = _scanner.Next();
    }

    public WhereToken Token { get; private set; }

    /// <summary>The first, once something has failed.</summary>
    public WhereError Error { get; private set; }

    /// <summary>The token can be a name or a value.</summary>
    public bool IsText => Token.Kind is WhereTokenKind.Word or WhereTokenKind.Quoted;

    /// <summary>The token is a word of the language, which as a name or value needs quotes.</summary>
    public bool IsReserved => Token.Kind == WhereTokenKind.Word && Words.Contains(Token.Text);

    public bool TakeWord(string word) => Take(Token.IsWord(word));

    public bool TakeMark(string mark) => Take(Token.IsMark(mark));

    /// <summary>Goes on to the next token.</summary>
    public WhereToken Take()
    {
        var token = Token;
        Token = _scanner.Next();
        return token;
    }

    /// <returns>Null, which is what a reader that fails returns.</returns>
    public WhereNode? Fail(string message) => Fail(Token, message);

    public WhereNode? Fail(WhereToken at, string message)
    {
        Error = new WhereError(at.Column, at.Kind == WhereTokenKind.Error ? at.Text : message);
        return null;
    }

    private bool Take(bool isExpected)
    {
        if (isExpected)
        {
            Take();
        }

        return isExpected;
    }
}

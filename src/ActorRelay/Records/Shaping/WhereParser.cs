using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>Reads one <c>where</c>, by the grammar of <see cref="WhereClause"/>; ends at the first error.</summary>
internal sealed class WhereParser
{
    private const int LongestText = 4096;
    private const int MaxDepth = 32;

    private readonly string _text;
    private readonly WhereCursor _cursor;
    private readonly FieldTestReader _tests;

    public WhereParser(string text)
    {
        _text = text;
        _cursor = new WhereCursor(text);
        _tests = new FieldTestReader(_cursor);
    }

    /// <summary>Says something once <see cref="Parse"/> has returned null.</summary>
    public WhereError Error => _text.Length > LongestText
        ? new WhereError(LongestText + 1, $"this is too long; expected at most {LongestText} characters")
        : _cursor.Error;

    public WhereClause? Parse()
    {
        if (_text.Length > LongestText || ReadAny(0) is not { } root)
        {
            return null;
        }

        if (_cursor.Token.Kind != WhereTokenKind.End)
        {
            _cursor.Fail("expected and, or, or the end; a name or value with a space in it needs quotes");
            return null;
        }

        return new WhereClause(_text, [.. _tests.Fields], root);
    }

    private WhereNode? ReadAny(int depth) => ReadChain("or", WhereKind.Any, depth, ReadAll);

    private WhereNode? ReadAll(int depth) => ReadChain("and", WhereKind.All, depth, ReadPart);

    private WhereNode? ReadChain(string word, WhereKind kind, int depth, Func<int, WhereNode?> read)
    {
        var first = read(depth);
        if (first is null || !_cursor.Token.IsWord(word))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<WhereNode>();
        parts.Add(first);
        while (_cursor.TakeWord(word))
        {
            if (read(depth) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return new WhereNode(kind, parts.ToImmutable());
    }

    private WhereNode? ReadPart(int depth)
    {
        if (depth > MaxDepth)
        {
            return _cursor.Fail($"expected at most {MaxDepth} parentheses and nots within each other");
        }

        if (_cursor.TakeWord("not"))
        {
            return WhereNode.Not(ReadPart(depth + 1));
        }

        if (!_cursor.TakeMark("("))
        {
            return _tests.Read();
        }

        var inner = ReadAny(depth + 1);
        return inner is null || _cursor.TakeMark(")")
            ? inner
            : _cursor.Fail("expected and, or, or ); a name or value with a space in it needs quotes");
    }
}

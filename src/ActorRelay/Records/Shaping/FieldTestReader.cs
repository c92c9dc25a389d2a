using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>Reads the tests of a <c>where</c>: a field's name, and what is asked of it.</summary>
internal sealed class FieldTestReader(WhereCursor cursor)
{
    private const int LongestName = 64;
    private const int MaxOperands = 256;

    private readonly List<string> _fields = [];

    /// <summary>Names read so far, each once.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Reads one, or fails.</summary>
    public WhereNode? Read()
    {
        if (!cursor.IsText)
        {
            return cursor.Fail("expected the name of a field");
        }

        if (cursor.IsReserved)
        {
            return cursor.Fail(cursor.Token.Text == "exists"
                ? "the field's name goes first, as in Email exists"
                : $"expected the name of a field; one that is named {cursor.Token.Text} needs quotes");
        }

        var field = IndexOf(cursor.Token.Text);
        if (field < 0)
        {
            return null;
        }

        cursor.Take();
        var isNegated = cursor.TakeWord("not");
        var test = ReadComparison(field, isNegated);
        return isNegated ? WhereNode.Not(test) : test;
    }

    private WhereNode? ReadComparison(int field, bool afterNot)
    {
        var token = cursor.Token;
        switch (token.Kind, token.Text)
        {
            case (WhereTokenKind.Operator, _) when !afterNot:
                return ReadOperand(field, cursor.Take().Text);
            case (WhereTokenKind.Word, "exists"):
                cursor.Take();
                return new WhereNode(new FieldTest(field, TestOperator.Exists, []));
            case (WhereTokenKind.Word, "contains" or "starts-with"):
                return ReadOperand(field, cursor.Take().Text);
            case (WhereTokenKind.Word, "in"):
                cursor.Take();
                return ReadList(field);
            default:
                return cursor.Fail(afterNot
                    ? "expected in, contains, starts-with or exists after not"
                    : "expected ==, !=, <, <=, >, >=, in, contains, starts-with or exists after the field's name");
        }
    }

    private WhereNode? ReadOperand(int field, string comparison)
    {
        var place = cursor.Token;
        if (ReadValue(comparison) is not { } operand)
        {
            return null;
        }

        if (comparison[0] is '<' or '>' && !operand.IsNumber)
        {
            return cursor.Fail(place, $"expected a number of at most 28 digits after {comparison}");
        }

        var test = new WhereNode(new FieldTest(field, OperatorOf(comparison), [operand]));
        return comparison == "!=" ? WhereNode.Not(test) : test;
    }

    private WhereNode? ReadList(int field)
    {
        if (!cursor.TakeMark("["))
        {
            return cursor.Fail("expected a list after in, such as [block, isolate]");
        }

        var operands = ImmutableArray.CreateBuilder<Operand>();
        do
        {
            if (operands.Count == MaxOperands)
            {
                return cursor.Fail($"expected at most {MaxOperands} values");
            }

            if (ReadValue(operands.Count == 0 ? "[" : ",") is not { } operand)
            {
                return null;
            }

            operands.Add(operand);
        }
        while (cursor.TakeMark(","));

        return cursor.TakeMark("]")
            ? new WhereNode(new FieldTest(field, TestOperator.Equal, operands.ToImmutable()))
            : cursor.Fail("expected a comma or ]; a value with a space in it needs quotes");
    }

    private Operand? ReadValue(string after)
    {
        if (cursor.IsText && !cursor.IsReserved)
        {
            return new Operand(cursor.Take().Text);
        }

        cursor.Fail(cursor.IsReserved
            ? $"expected a value after {after}; the text {cursor.Token.Text} needs quotes"
            : $"expected a value after {after}");
        return null;
    }

    private static TestOperator OperatorOf(string comparison) => comparison switch
    {
        "<" => TestOperator.Less,
        "<=" => TestOperator.LessOrEqual,
        ">" => TestOperator.Greater,
        ">=" => TestOperator.GreaterOrEqual,
        "contains" => TestOperator.Contains,
        "starts-with" => TestOperator.StartsWith,
        _ => TestOperator.Equal,
    };

    private int IndexOf(string name)
    {
        var index = _fields.IndexOf(name);
        if (index >= 0)
        {
            return index;
        }

        if (name.Length is 0 or > LongestName)
        {
            cursor.Fail($"the name of a field has 1 to {LongestName} characters");
            return -1;
        }

        if (_fields.Count == WhereClause.MaxFields)
        {
            cursor.Fail($"this is one field too many; expected at most {WhereClause.MaxFields}");
            return -1;
        }

        _fields.Add(name);
        return _fields.Count - 1;
    }
}

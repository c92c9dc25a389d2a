using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>Looks at one field of a record. Nothing but <c>exists</c> can hold for a field that the record lacks.</summary>
/// <param name="field">Which field, as <see cref="WhereClause.Fields"/> counts them.</param>
/// <param name="comparison">What is asked.</param>
/// <param name="operands">None for exists, any number for equal, one for the others: of an order, a number.</param>
internal sealed class FieldTest(int field, TestOperator comparison, ImmutableArray<Operand> operands)
{
    public bool Holds(in AskedFields fields)
    {
        if (!fields.TryGet(field, out var json))
        {
            return false;
        }

        return comparison switch
        {
            TestOperator.Exists => true,
            TestOperator.Equal => EqualsOne(json, fields.TextOf(json)),
            TestOperator.Contains => fields.TextOf(json).IndexOf(operands[0].Text) >= 0,
            TestOperator.StartsWith => fields.TextOf(json).StartsWith(operands[0].Text),
            _ => operands[0].TryCompare(fields.TextOf(json), out var order) && IsInOrder(order),
        };
    }

    private bool EqualsOne(ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        var isNumber = json[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        foreach (var operand in operands)
        {
            if (text.SequenceEqual(operand.Text)
                || (isNumber && operand.IsNumber && operand.TryCompare(text, out var order) && order == 0))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInOrder(int order) => comparison switch
    {
        TestOperator.Less => order < 0,
        TestOperator.LessOrEqual => order <= 0,
        TestOperator.Greater => order > 0,
        _ => order >= 0,
    };
}

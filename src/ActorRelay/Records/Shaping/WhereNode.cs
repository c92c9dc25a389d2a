using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>A part of a <c>where</c>: a test of one field, or what joins others.</summary>
internal sealed class WhereNode
{
    private readonly WhereKind _kind;
    private readonly FieldTest? _test;
    private readonly ImmutableArray<WhereNode> _parts = [];

    public WhereNode(FieldTest test)
    {
        _kind = WhereKind.Test;
        _test = test;
    }

    /// <param name="kind">How the parts are joined.</param>
    /// <param name="parts">One of a <see cref="WhereKind.Not"/>, at least one of the others.</param>
    public WhereNode(WhereKind kind, ImmutableArray<WhereNode> parts)
    {
        _kind = kind;
        _parts = parts;
    }

    /// <returns>Null of null.</returns>
    public static WhereNode? Not(WhereNode? part) => part is null ? null : new WhereNode(WhereKind.Not, [part]);

    public bool Holds(in AskedFields fields)
    {
        switch (_kind)
        {
            case WhereKind.Test:
                return _test!.Holds(fields);
            case WhereKind.Not:
                return !_parts[0].Holds(fields);
            default:
                // All ends at the first that does not hold, Any at the first that does.
                var ends = _kind == WhereKind.Any;
                foreach (var part in _parts)
                {
                    if (part.Holds(fields) == ends)
                    {
                        return ends;
                    }
                }

                return !ends;
        }
    }
}

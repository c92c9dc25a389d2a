using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// Replaces every <c>${}</c> of a merged tree: by the value at that path, else by the environment variable of that
/// name. What refers to itself, or grows past <see cref="HoconLimits"/>, is an error.
/// </summary>
internal sealed class HoconResolver(
    HoconNode.Object root, IReadOnlyDictionary<string, string> environment, HoconErrors errors, HashSet<string> variables)
{
    private readonly Dictionary<HoconNode, HoconValue?> _done = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<HoconNode> _begun = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<HoconNode> _failed = new(ReferenceEqualityComparer.Instance);
    private readonly HoconMerge _merge = new(errors.Add);
    private int _references;

    public HoconObject Resolve() => Resolve(root) as HoconObject ?? new HoconObject([], root.Place);

    /// <summary>Null where there is nothing: a missing <c>${?}</c>, or after an error.</summary>
    private HoconValue? Resolve(HoconNode node)
    {
        if (_done.TryGetValue(node, out var done))
        {
            return done;
        }

        // Whoever refers to it checks this first; that is where the error is to be seen.
        _begun.Add(node);
        var errorsBefore = errors.All.Count;
        var value = Bound(node switch
        {
            HoconNode.Text text => new HoconText(text.Value, text.Quoted, text.Place),
            HoconNode.List list => ResolveList(list.Items, list.Place),
            HoconNode.Append append => ResolveList(append.Elements, append.Place),
            HoconNode.Object { IsItems: true } items => Resolve(_merge.Merge(null, items, "")),
            HoconNode.Object fields => ResolveObject(fields),
            HoconNode.Reference reference => ResolveReference(reference),
            HoconNode.Concatenation concatenation => ResolveConcatenation(concatenation),
            _ => ResolveLayers((HoconNode.Layers)node),
        });
        _begun.Remove(node);
        if (value is null && errors.All.Count > errorsBefore)
        {
            _failed.Add(node);
        }

        _done[node] = value;
        return value;
    }

    private HoconValue? Bound(HoconValue? value)
    {
        if (value is null || (value.Size <= HoconLimits.Size && value.Depth <= HoconLimits.Depth + 1))
        {
            return value;
        }

        errors.Add(
            value.Place,
            (value.Size > HoconLimits.Size ? $"this is larger than {HoconLimits.Size} characters" :
                $"this is nested deeper than {HoconLimits.Depth}") + " once its ${} are replaced");
        return null;
    }

    private HoconList ResolveList(List<HoconNode> items, Place place) =>
        new([.. items.Select(Resolve).OfType<HoconValue>()], place);

    private HoconObject ResolveObject(HoconNode.Object node)
    {
        var fields = ImmutableArray.CreateBuilder<HoconField>(node.Fields.Count);
        foreach (var (name, slot) in node.Fields)
        {
            if (Resolve(slot.Node) is { } value)
            {
                fields.Add(new HoconField(name, slot.KeyPlace, value));
            }
        }

        return new HoconObject(fields.ToImmutable(), node.Place);
    }

    private HoconValue? ResolveReference(HoconNode.Reference reference)
    {
        var name = string.Join('.', reference.Path.Select(p => p.Name));
        if (_references >= HoconLimits.ReferenceDepth)
        {
            errors.Add(
                reference.Place, $"${{{name}}} is the last of more than {HoconLimits.ReferenceDepth} that refer to each other");
            return null;
        }

        _references++;
        var (found, value) = Find(reference, name);
        _references--;
        if (found)
        {
            return value;
        }

        if (environment.TryGetValue(name, out var variable))
        {
            variables.Add(name);
            return new HoconText(variable, true, reference.Place);
        }

        if (!reference.Optional)
        {
            errors.Add(reference.Place, $"${{{name}}}: there is neither such a key nor such an environment variable");
        }

        return null;
    }

    private (bool Found, HoconValue? Value) Find(HoconNode.Reference reference, string name)
    {
        HoconNode node = root;
        for (var i = 0; i < reference.Path.Length; i++)
        {
            if (node is HoconNode.Object fields)
            {
                if (!fields.Fields.TryGetValue(reference.Path[i].Name, out var slot))
                {
                    return (false, null);
                }

                node = slot.Node;
                continue;
            }

            if (!node.IsOpen)
            {
                return (false, null);
            }

            var rest = reference.Path.Skip(i).Select(p => p.Name).ToArray();
            var inner = (ResolveUnlessBegun(node, reference, name) as HoconObject)?.Find(rest);
            return (inner is not null || _begun.Contains(node) || _failed.Contains(node), inner);
        }

        // What failed was reported where it failed, so here it counts as found.
        var value = ResolveUnlessBegun(node, reference, name);
        return (value is not null || _begun.Contains(node) || _failed.Contains(node), value);
    }

    private HoconValue? ResolveUnlessBegun(HoconNode node, HoconNode.Reference reference, string name)
    {
        if (!_begun.Contains(node))
        {
            return Resolve(node);
        }

        errors.Add(reference.Place, $"${{{name}}} refers to itself; to add to a list, write +=");
        return null;
    }

    private HoconValue? ResolveLayers(HoconNode.Layers layers)
    {
        HoconValue? value = null;
        foreach (var layer in layers.Values)
        {
            var next = Resolve(layer);
            if (layer is HoconNode.Append append)
            {
                value = Add(value, (HoconList?)next, append);
            }
            else if (next is not null)
            {
                value = Overlay(value, next);
            }
        }

        return value;
    }

    private HoconValue? Add(HoconValue? value, HoconList? added, HoconNode.Append append)
    {
        if (value is not (null or HoconList))
        {
            errors.Add(append.Place, $"'+=' adds to a list, but this is none ({value.Place})");
            return value;
        }

        return added is null
            ? value
            : new HoconList([.. (value as HoconList)?.Items ?? [], .. added.Items], append.Place);
    }

    private static HoconValue Overlay(HoconValue? old, HoconValue next)
    {
        if (old is not HoconObject below || next is not HoconObject above)
        {
            return next;
        }

        var kept = below.Fields.Select(
            f => above.Find(f.Name) is { } over ? over with { Value = Overlay(f.Value, over.Value) } : f);
        return new HoconObject([.. kept, .. above.Fields.Where(f => below.Find(f.Name) is null)], above.Place);
    }

    private HoconValue? ResolveConcatenation(HoconNode.Concatenation node)
    {
        HoconValue? value = null;
        StringBuilder? text = null;
        foreach (var part in node.Parts)
        {
            if (Resolve(part.Node) is not { } next)
            {
                continue;
            }

            switch (value, next)
            {
                case (null, _):
                    value = next;
                    break;
                case (HoconText first, HoconText more):
                    text ??= new StringBuilder(first.Text);
                    text.Append(part.Space).Append(more.Text);
                    break;
                case (HoconObject, HoconObject):
                    value = Overlay(value, next);
                    break;
                case (HoconList list, HoconList more):
                    value = new HoconList(list.Items.AddRange(more.Items), list.Place);
                    break;
                default:
                    errors.Add(
                        part.Node.Place,
                        "texts, lists and objects cannot be put together: is a ',' or a new line missing?");
                    return null;
            }

            if (text?.Length > HoconLimits.Size)
            {
                errors.Add(node.Place, $"this is larger than {HoconLimits.Size} characters once its ${{}} are replaced");
                return null;
            }

            // Else a row of ${} would build, one by one, what none of them may be.
            if (Bound(value) is null)
            {
                return null;
            }
        }

        return text is null ? value : new HoconText(text.ToString(), true, node.Place);
    }
}

using System.Globalization;

namespace ActorRelay.Configuration.Hocon;

/// <summary>What a key becomes when it is given another value: objects merge, <c>+=</c> adds, anything else replaces.</summary>
/// <param name="error">Takes what cannot be done.</param>
/// <param name="warning">Takes what one text says twice; null where a second time is no slip.</param>
internal sealed class HoconMerge(Action<Place, string> error, Action<Place, string>? warning = null)
{
    /// <summary>Sets <paramref name="path"/> below <paramref name="target"/>.</summary>
    public void Put(HoconNode.Object target, ReadOnlySpan<HoconKey> path, HoconNode value)
    {
        var node = value;
        for (var i = path.Length - 1; i > 0; i--)
        {
            var parent = new HoconNode.Object(path[i].Place) { IsItems = path[i].IsItem };
            parent.Fields.Add(path[i].Name, new HoconNode.Slot(path[i].Place, node));
            node = parent;
        }

        PutField(target, path[0], node);
    }

    /// <summary>The value of a key that was <paramref name="old"/> and is now given <paramref name="next"/>.</summary>
    public HoconNode Merge(HoconNode? old, HoconNode next, string key)
    {
        switch (next)
        {
            case HoconNode.Append append:
                return Add(old, append, key);
            case HoconNode.Object { IsItems: true } items when old is not HoconNode.Object:
                return SetItems(old, items, key);
            case HoconNode.Object fields when old is HoconNode.Object into:
                // A key on its own, from a variable, says nothing of where the object is.
                into.Place = fields.Place.Line == 0 ? into.Place : fields.Place;
                foreach (var (name, slot) in fields.Fields)
                {
                    PutField(into, new HoconKey(name, slot.KeyPlace), slot.Node);
                }

                return into;
            case HoconNode.Layers layers when old is not null:
                return layers.Values.Aggregate(old, (current, layer) => Merge(current, layer, key));
            case HoconNode.Object when old is { IsOpen: true }:
            case { IsOpen: true } when old is not null:
                return Stack(old, next, key);
            default:
                return next;
        }
    }

    private void PutField(HoconNode.Object target, HoconKey key, HoconNode value)
    {
        var old = target.Fields.GetValueOrDefault(key.Name)?.Node;
        if (old is not null && IsSaidTwice(old, value))
        {
            warning?.Invoke(key.Place, $"'{key.Name}' was set before in the same file ({old.Place}), and only this one counts");
        }

        target.Fields[key.Name] = new HoconNode.Slot(key.Place, Merge(old, value, key.Name));
    }

    /// <summary>
    /// Objects are one, and <c>${?NAME}</c> below a default is how a variable goes over it; anything else was forgotten, or
    /// copied.
    /// </summary>
    private static bool IsSaidTwice(HoconNode old, HoconNode next) =>
        next.Place.Source == old.Place.Source
        && next.Place.Line > 0
        && next is not HoconNode.Append and not { IsOpen: true }
        && !(next is HoconNode.Object && old is HoconNode.Object or { IsOpen: true });

    private HoconNode Stack(HoconNode old, HoconNode next, string key)
    {
        if (old is not HoconNode.Layers layers)
        {
            return new HoconNode.Layers([old, next], next.Place);
        }

        layers.Place = next.Place;
        if (layers.Values[^1] is HoconNode.Object && next is HoconNode.Object)
        {
            layers.Values[^1] = Merge(layers.Values[^1], next, key);
        }
        else if (layers.Values.Count < HoconLimits.Parts)
        {
            layers.Values.Add(next);
        }
        else
        {
            error(next.Place, $"'{key}' is set more than {HoconLimits.Parts} times, with ${{}} among them");
        }

        return layers;
    }

    private HoconNode Add(HoconNode? old, HoconNode.Append append, string key)
    {
        switch (old)
        {
            case null:
                return append;
            case HoconNode.List list:
                list.Items.AddRange(append.Elements);
                list.Place = append.Place;
                return list;
            case HoconNode.Append earlier:
                earlier.Elements.AddRange(append.Elements);
                return earlier;
            case { IsOpen: true }:
                return Stack(old, append, key);
            default:
                var kind = old is HoconNode.Text ? "a text" : "an object";
                error(append.Place, $"'+=' adds to a list, but '{key}' is {kind} ({old.Place})");
                return old;
        }
    }

    /// <summary>Item n replaces or follows what the list has; a text counts as a list of one.</summary>
    private HoconNode SetItems(HoconNode? old, HoconNode.Object items, string key)
    {
        var list = old switch
        {
            HoconNode.List l => l,
            HoconNode.Append a => new HoconNode.List(a.Elements, a.Place),
            HoconNode.Text t => new HoconNode.List([t], t.Place),
            _ => new HoconNode.List([], items.Place),
        };
        list.Place = items.Place;
        foreach (var (name, slot) in items.Fields)
        {
            var index = int.Parse(name, CultureInfo.InvariantCulture);
            if (old is { IsOpen: true })
            {
                error(
                    slot.KeyPlace,
                    $"'{key}' is made with ${{}} ({old.Place}), so no single item of it can be set: set it whole");
            }
            else if (index < list.Items.Count)
            {
                list.Items[index] = Merge(list.Items[index], slot.Node, key);
            }
            else if (index == list.Items.Count)
            {
                list.Items.Add(Merge(null, slot.Node, key));
            }
            else
            {
                error(
                    slot.KeyPlace,
                    $"item {index} of '{key}' would leave a gap: the list has {list.Items.Count}, counted from 0");
            }
        }

        return list;
    }
}

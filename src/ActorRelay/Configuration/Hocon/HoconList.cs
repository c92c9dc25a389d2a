using System.Collections.Immutable;

namespace ActorRelay.Configuration.Hocon;

internal sealed class HoconList(ImmutableArray<HoconValue> items, Place place)
    : HoconValue(place, 1 + items.Sum(i => i.Size), 1 + (items.IsEmpty ? 0 : items.Max(i => i.Depth)))
{
    public ImmutableArray<HoconValue> Items { get; } = items;
}

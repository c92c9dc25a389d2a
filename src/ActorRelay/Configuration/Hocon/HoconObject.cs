using System.Collections.Immutable;

namespace ActorRelay.Configuration.Hocon;

/// <summary>An object: its fields in the order in which their keys first appeared, no name twice.</summary>
internal sealed class HoconObject : HoconValue
{
    private readonly Dictionary<string, HoconField> _byName;

    public HoconObject(ImmutableArray<HoconField> fields, Place place)
        : base(
            place,
            1 + fields.Sum(f => f.Name.Length + f.Value.Size),
            1 + (fields.IsEmpty ? 0 : fields.Max(f => f.Value.Depth)))
    {
        Fields = fields;
        _byName = fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    public ImmutableArray<HoconField> Fields { get; }

    public HoconField? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The value at a path of names, or null.</summary>
    public HoconValue? Find(ReadOnlySpan<string> path)
    {
        HoconValue? value = this;
        foreach (var name in path)
        {
            value = (value as HoconObject)?.Find(name)?.Value;
        }

        return value;
    }
}

using System.Collections.Immutable;

namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// A value as parsed: it may still refer to others. Merging changes nodes in place, so each has one parent.
/// </summary>
internal abstract class HoconNode(Place place)
{
    /// <summary>Where it was last written.</summary>
    public Place Place { get; set; } = place;

    /// <summary>Its kind cannot be known before its <c>${}</c> are replaced.</summary>
    public virtual bool IsOpen => false;

    public sealed class Text(string value, bool quoted, Place place) : HoconNode(place)
    {
        public string Value { get; } = value;

        public bool Quoted { get; } = quoted;
    }

    public sealed class List(List<HoconNode> items, Place place) : HoconNode(place)
    {
        public List<HoconNode> Items { get; } = items;
    }

    public sealed class Object(Place place) : HoconNode(place)
    {
        public OrderedDictionary<string, Slot> Fields { get; } = new(StringComparer.Ordinal);

        /// <summary>Its keys are positions in a list: only environment variables and <c>--set</c> write such.</summary>
        public bool IsItems { get; init; }
    }

    /// <summary><c>key += element</c>, where nothing is known yet of what it adds to.</summary>
    public sealed class Append(List<HoconNode> elements, Place place) : HoconNode(place)
    {
        public List<HoconNode> Elements { get; } = elements;
    }

    /// <summary><c>${path}</c>, or <c>${?path}</c>, which may be missing.</summary>
    public sealed class Reference(ImmutableArray<HoconKey> path, bool optional, Place place) : HoconNode(place)
    {
        public ImmutableArray<HoconKey> Path { get; } = path;

        public bool Optional { get; } = optional;

        public override bool IsOpen => true;
    }

    /// <summary>Values beside each other that become one text, list or object; they are not all texts.</summary>
    public sealed class Concatenation(ImmutableArray<Part> parts, Place place) : HoconNode(place)
    {
        public ImmutableArray<Part> Parts { get; } = parts;

        public override bool IsOpen => true;
    }

    /// <summary>What one key was given one after another, while an earlier value may still count.</summary>
    public sealed class Layers(List<HoconNode> values, Place place) : HoconNode(place)
    {
        public List<HoconNode> Values { get; } = values;

        public override bool IsOpen => true;
    }

    /// <param name="Space">White space before it, which counts between texts.</param>
    /// <param name="Node">The value.</param>
    public readonly record struct Part(string Space, HoconNode Node);

    /// <summary>What an object holds under one name.</summary>
    public sealed record Slot(Place KeyPlace, HoconNode Node);
}

using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Some fields by their names, in an order. Equal to another with the same names in the same order.</summary>
internal readonly struct FieldNames(ImmutableArray<string> names) : IEquatable<FieldNames>
{
    /// <summary>The most names there can be.</summary>
    public const int Limit = WantedFields.Limit;

    private readonly ImmutableArray<string> _names = names;

    public ImmutableArray<string> Names => _names.IsDefault ? [] : _names;

    public bool IsEmpty => Names.IsEmpty;

    public static bool operator ==(FieldNames left, FieldNames right) => left.Equals(right);

    public static bool operator !=(FieldNames left, FieldNames right) => !left.Equals(right);

    public bool Equals(FieldNames other) => Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    public override bool Equals(object? obj) => obj is FieldNames other && Equals(other);

    public override int GetHashCode() => Names.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Names)}]";
}

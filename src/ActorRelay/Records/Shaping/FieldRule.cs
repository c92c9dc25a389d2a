namespace ActorRelay.Records.Shaping;

/// <summary>What becomes of a field that does not stay as it is.</summary>
internal sealed record FieldRule
{
    public static FieldRule Dropped { get; } = new() { Drops = true };

    /// <summary>It is left out.</summary>
    public bool Drops { get; init; }

    /// <summary>Its new key as a JSON string; null when it keeps its own.</summary>
    public byte[]? NewKey { get; init; }

    /// <summary>What its value becomes; null when it keeps its own.</summary>
    public FieldMask? Mask { get; init; }

    /// <summary>It is left out of a record that has a field with this rule, whose new name is its own.</summary>
    public FieldRule? YieldsTo { get; init; }
}

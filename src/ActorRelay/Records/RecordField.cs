namespace ActorRelay.Records;

/// <summary>Where one top-level field stands, in bytes from where the table's text begins.</summary>
/// <param name="KeyStart">Behind the key's first quote.</param>
/// <param name="KeyLength">Without its quotes, with its escapes.</param>
/// <param name="ValueStart">The value's first byte.</param>
/// <param name="ValueLength">As JSON: of a string with its quotes.</param>
/// <param name="Kind">What the value is.</param>
internal readonly record struct RecordField(int KeyStart, int KeyLength, int ValueStart, int ValueLength, FieldKind Kind)
{
    /// <summary>Shortening is to leave it as it is.</summary>
    public bool IsKept { get; init; }

    /// <summary>Bytes before the key that come and go with the field.</summary>
    public ushort LabelLength { get; init; }
}

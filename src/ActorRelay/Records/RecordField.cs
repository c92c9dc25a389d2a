namespace ActorRelay.Records;

/// <summary>Where one top-level field stands, in bytes from where the table's text begins.</summary>
/// <param name="KeyStart">Behind the key's first quote.</param>
/// <param name="KeyLength">Without its quotes, with its escapes.</param>
/// <param name="ValueStart">The value's first byte.</param>
/// <param name="ValueLength">As JSON: of a string with its quotes.</param>
/// <param name="Kind">What the value is.</param>
internal readonly record struct RecordField(int KeyStart, int KeyLength, int ValueStart, int ValueLength, FieldKind Kind);

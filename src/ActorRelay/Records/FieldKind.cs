namespace ActorRelay.Records;

/// <summary>What a field's value is.</summary>
internal enum FieldKind : byte
{
    String,
    Number,
    Boolean,
    Null,
    Object,
    Array,
}

using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>What shortening has to know of a parameter beside where it stands.</summary>
/// <param name="Kind">What the value is in the record.</param>
/// <param name="IsKept">It stays as it is.</param>
/// <param name="LabelLength">Bytes of the label before the name.</param>
internal readonly record struct WrittenField(FieldKind Kind, bool IsKept, ushort LabelLength);

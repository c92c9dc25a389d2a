namespace ActorRelay.Records;

/// <summary>What a scan found among a record's values.</summary>
[Flags]
internal enum ValueMarks
{
    None = 0,

    /// <summary>An array or object.</summary>
    Nested = 1,

    /// <summary>null, an empty string, or an array or object that may be empty.</summary>
    Empty = 2,
}

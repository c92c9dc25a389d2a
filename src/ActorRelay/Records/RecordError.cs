namespace ActorRelay.Records;

/// <summary>Why a line is not a record. The names, in kebab case, are the reasons that quarantine and logs give.</summary>
internal enum RecordError
{
    None,

    /// <summary>The first thing on the line is not <c>{</c>.</summary>
    NotAnObject,

    /// <summary>Not JSON (RFC 8259) at the byte named.</summary>
    InvalidJson,

    /// <summary>The line ends inside the object.</summary>
    Truncated,

    /// <summary>Something other than white space or one comma follows the object.</summary>
    TrailingText,

    /// <summary>Arrays and objects more than 64 deep.</summary>
    TooDeep,

    /// <summary>Not valid UTF-8 (RFC 3629).</summary>
    InvalidUtf8,

    /// <summary>Longer than <c>edge.max-line</c>.</summary>
    TooLong,
}

namespace ActorRelay.Syslog;

/// <summary>What became of one line.</summary>
internal enum LineStatus
{
    /// <summary>It was formatted.</summary>
    Written,

    /// <summary>Nothing but white space (or a lone comma): not a record.</summary>
    Blank,

    /// <summary>It cannot be delivered; the error says why.</summary>
    Bad,

    /// <summary>It is a record that no route brings to this output; nothing was written.</summary>
    Filtered,

    /// <summary>It does not fit into what is left of the destination: nothing was consumed; come again with a fresh block.</summary>
    Full,
}

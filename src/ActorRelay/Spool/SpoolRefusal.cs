namespace ActorRelay.Spool;

/// <summary>Why the spool did not take a batch, though nothing is wrong with it.</summary>
internal enum SpoolRefusal
{
    /// <summary>It took it.</summary>
    None,

    /// <summary><c>relay.spool.max-size</c> is used up.</summary>
    MaxSize,

    /// <summary>The disk has no more than <c>relay.spool.min-free</c> left.</summary>
    MinFree,
}

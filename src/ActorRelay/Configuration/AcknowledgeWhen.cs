namespace ActorRelay.Configuration;

/// <summary>When a post is answered 200.</summary>
internal enum AcknowledgeWhen
{
    /// <summary>When every Receiver has confirmed its records; spooled only where that takes too long.</summary>
    Confirmed,

    /// <summary>When it is on disk; it is delivered then.</summary>
    Spooled,
}

namespace ActorRelay.Tests.Judge;

/// <summary>How a connection ended, as its sender sees it.</summary>
internal enum EndKind
{
    /// <summary>The sender ended it, in order.</summary>
    Sender,

    /// <summary>The receiver's FIN came first.</summary>
    Orderly,

    /// <summary>A reset, or silence.</summary>
    Abnormal,
}

namespace ActorRelay.Tests.Judge;

/// <summary>Where in the stream a fault comes, once its count of bytes was read.</summary>
internal enum CutAt
{
    /// <summary>At exactly that count.</summary>
    Byte,

    /// <summary>In the middle of the next message.</summary>
    MidLine,

    /// <summary>Right behind the last record of a batch: what follows begins with another block.</summary>
    BatchEnd,
}

namespace ActorRelay.Tests.Judge;

/// <summary>What a sender does with a body that got no 2xx.</summary>
public enum ResendWay
{
    /// <summary>Sends the same bytes again.</summary>
    Identical,

    /// <summary>Sends the same records in other gzip bytes.</summary>
    Recompressed,

    /// <summary>Sends the records again in other batches: cut elsewhere, and joined with what comes next.</summary>
    Recut,
}

namespace ActorRelay.Records.Shaping;

/// <summary>What the value of a field that a route adds comes from.</summary>
internal enum AddedValue
{
    Constant,

    /// <summary><c>{batch}</c>: the id of this upload of the batch, as answers and logs have it.</summary>
    Batch,

    /// <summary><c>{line}</c>: the line's number in its batch, from 1, as quarantine has it.</summary>
    Line,

    /// <summary><c>{event-time:unix}</c>: the time that the header shows, in whole seconds since 1970-01-01T00:00:00Z.</summary>
    EventTimeUnix,

    /// <summary><c>{dataset}</c></summary>
    Dataset,

    /// <summary><c>{source}</c></summary>
    Source,
}

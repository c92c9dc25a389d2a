namespace ActorRelay.Configuration;

/// <summary>Where lines that cannot be delivered are set aside: <c>relay.quarantine { }</c>.</summary>
internal sealed record QuarantineSettings
{
    /// <summary>Bytes on disk; when they are used up the oldest half is deleted, counted as evicted.</summary>
    public required long MaxSize { get; init; }
}

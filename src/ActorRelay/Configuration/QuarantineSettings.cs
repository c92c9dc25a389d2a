namespace ActorRelay.Configuration;

/// <summary>Where lines and bodies that cannot be delivered are set aside: <c>relay.quarantine { }</c>.</summary>
internal sealed record QuarantineSettings
{
    /// <summary>
    /// Bytes on disk, half of them for lines and half for whole bodies. Of what is used up the oldest is deleted, and
    /// counted as evicted.
    /// </summary>
    public required long MaxSize { get; init; }
}

namespace ActorRelay.Configuration;

/// <summary>Where lines and bodies that cannot be delivered are set aside: <c>relay.quarantine { }</c>.</summary>
internal sealed record QuarantineSettings
{
    /// <summary>
    /// Bytes of the lines and bodies in it, which are in the spool's database. Of what is used up the oldest is deleted,
    /// and counted as evicted.
    /// </summary>
    public required long MaxSize { get; init; }
}

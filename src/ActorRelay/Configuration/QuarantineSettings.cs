namespace ActorRelay.Configuration;

/// <summary>Where lines and bodies that cannot be delivered are set aside: <c>relay.quarantine { }</c>.</summary>
internal sealed record QuarantineSettings
{
    /// <summary>
    /// Bytes of the lines and bodies in it, which are in the spool's database. Of what is used up the oldest is deleted,
    /// and counted as evicted.
    /// </summary>
    public required long MaxSize { get; init; }

    /// <summary>Bad lines of one body that are set aside; one that has more is refused, and set aside whole when it comes again.</summary>
    public int MaxLines { get; init; } = 10_000;
}

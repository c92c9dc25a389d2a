namespace ActorRelay.Accounts;

/// <summary>
/// Batches that were set aside whole. They could not be read, so nobody knows how many records they have, and they are
/// counted here alone.
/// </summary>
internal readonly record struct BodyCounts
{
    /// <summary>Bodies that are in quarantine now, those of earlier runs of the relay included.</summary>
    public long Quarantined { get; init; }

    /// <summary>Bodies that were deleted, because quarantine was full or was purged.</summary>
    public long Evicted { get; init; }

    public static BodyCounts operator +(BodyCounts a, BodyCounts b) => new()
    {
        Quarantined = a.Quarantined + b.Quarantined,
        Evicted = a.Evicted + b.Evicted,
    };
}

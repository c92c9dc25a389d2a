namespace ActorRelay.Configuration;

/// <summary>One entry for each batch, for an auditor: <c>relay.journal { }</c>.</summary>
internal sealed record JournalSettings
{
    /// <summary>How long an entry is kept.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>Most entries, about 0.5 KiB each; beyond it the oldest is deleted.</summary>
    public required int MaxEntries { get; init; }
}

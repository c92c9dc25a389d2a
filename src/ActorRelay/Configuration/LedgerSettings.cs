namespace ActorRelay.Configuration;

/// <summary>What the relay remembers of batches, for when they come again: <c>relay.ledger { }</c>.</summary>
internal sealed record LedgerSettings
{
    /// <summary>How long a batch is remembered whose 2xx was not written.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>How long one whose 2xx was written; zero for not at all.</summary>
    public required TimeSpan Answered { get; init; }

    /// <summary>Most batches it remembers, about 0.5 KiB each; beyond it the oldest is forgotten, answered ones first.</summary>
    public required int MaxEntries { get; init; }
}

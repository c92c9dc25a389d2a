using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>Which batches of the journal.</summary>
/// <param name="From">Received then or later.</param>
/// <param name="To">Received before.</param>
internal sealed record JournalQuery(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Only of this dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Only those that were answered 200, and that some Receiver has not confirmed.</summary>
    public bool OnlyOpen { get; init; }
}

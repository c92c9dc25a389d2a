using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>What an auditor is told of a batch.</summary>
/// <param name="Hash">What the body is known by, as text.</param>
/// <param name="Source">Which zone or job it came from; empty when the path does not say.</param>
/// <param name="Bytes">Of the body as it came.</param>
/// <param name="Outcome">How it was answered, a word.</param>
internal sealed record JournalEntry(
    BatchId Batch,
    string Hash,
    string Dataset,
    string Source,
    string Path,
    string Address,
    DateTimeOffset Received,
    DateTimeOffset Answered,
    long Bytes,
    string Outcome,
    ImmutableArray<JournalDelivery> Deliveries)
{
    /// <summary>Name of the secret that its post showed; empty when it was not posted.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Its records; null when it was never framed to the end.</summary>
    public long? Records { get; init; }

    /// <summary>Event time of the earliest record that has one.</summary>
    public DateTimeOffset? FirstEvent { get; init; }

    /// <summary>Event time of the latest.</summary>
    public DateTimeOffset? LastEvent { get; init; }
}

/// <summary>What became of a batch at one Receiver, or came to it since the journal was told last.</summary>
/// <param name="Resent">
/// Records that were sent to it again before it had confirmed them. What is replayed after that, of batches that may be
/// long over, is in the Receiver's own counts.
/// </param>
/// <param name="Spooled">Of the confirmed ones, those that were in the spool before.</param>
/// <param name="Done">It has confirmed all it gets.</param>
internal sealed record JournalDelivery(string Receiver, long Confirmed, long Resent, long Spooled, bool Done)
{
    public static JournalDelivery None(string receiver) => new(receiver, 0, 0, 0, false);
}

/// <summary>Which batches of the journal.</summary>
/// <param name="From">Received then or later.</param>
/// <param name="To">Received before.</param>
internal sealed record JournalQuery(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Only of this dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Only this batch, whatever it is called.</summary>
    public string? Batch { get; init; }

    /// <summary>Only those that were answered 200, and that some Receiver has not confirmed.</summary>
    public bool OnlyOpen { get; init; }
}

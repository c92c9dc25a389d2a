namespace ActorRelay.Accounts;

/// <summary>Whose records they are: what is known of a batch before it is read, and travels with it to its end.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Dataset">Which dataset its records are of.</param>
/// <param name="Source">Which zone or job it came from; empty when the path does not say.</param>
/// <param name="Path">Where it was posted.</param>
/// <param name="Hash">What the body is known by when it comes again, as text.</param>
/// <param name="Host">Name of the relay that received it, which its lines may carry.</param>
/// <param name="Received">When its last byte came.</param>
internal sealed record BatchOrigin(
    BatchId Id, string Dataset, string Source, string Path, string Hash, string Host, DateTimeOffset Received);

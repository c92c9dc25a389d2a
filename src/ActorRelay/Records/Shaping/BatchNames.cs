namespace ActorRelay.Records.Shaping;

/// <summary>What a route can add of a batch.</summary>
/// <param name="Batch">Its id.</param>
/// <param name="Dataset">Name of its dataset.</param>
/// <param name="Source">Which zone or job it came from; may be empty.</param>
internal readonly record struct BatchNames(string Batch, string Dataset, string Source);

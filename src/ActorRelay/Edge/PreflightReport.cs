namespace ActorRelay.Edge;

/// <summary>Pre-flights seen on one path.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
/// <param name="First">When the first came.</param>
/// <param name="Last">When the last came.</param>
/// <param name="Count">How many came.</param>
internal sealed record PreflightReport(string Path, DateTimeOffset First, DateTimeOffset Last, long Count);

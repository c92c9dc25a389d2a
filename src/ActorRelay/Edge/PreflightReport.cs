namespace ActorRelay.Edge;

/// <summary>The latest pre-flight on one path.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
/// <param name="Last">When it came.</param>
internal sealed record PreflightReport(string Path, DateTimeOffset Last);

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>What a server says of itself.</summary>
/// <param name="AllocatedBytes">Managed memory allocated since it started.</param>
/// <param name="BlockBytes">Pooled memory for inflated lines that it has made, used or free.</param>
/// <param name="InflatedBytes">Bytes it inflated since it started, or null when it does not say.</param>
internal readonly record struct ServerFacts(long AllocatedBytes, long BlockBytes, long? InflatedBytes);

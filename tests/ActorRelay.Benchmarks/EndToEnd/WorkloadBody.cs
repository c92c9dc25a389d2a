namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>One batch, ready to be posted.</summary>
/// <param name="Compressed">Its bytes as posted.</param>
/// <param name="Records">Its lines; each ends with a line feed.</param>
/// <param name="InflatedBytes">Its size once inflated.</param>
internal sealed record WorkloadBody(byte[] Compressed, int Records, long InflatedBytes);

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>The benchmark cannot go on, or what it measured means nothing (lines were lost).</summary>
internal sealed class BenchmarkException(string message) : Exception(message);

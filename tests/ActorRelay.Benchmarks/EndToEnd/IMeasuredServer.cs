namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>A server that batches are posted to: a baseline, or the relay. Disposing it ends its process.</summary>
internal interface IMeasuredServer : IAsyncDisposable
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Where to post.</summary>
    Uri Edge { get; }

    ProcessMeter Meter { get; }

    /// <summary>Where in the sink its lines arrive, or null when it sends none.</summary>
    int? SinkPort { get; }

    /// <summary>What it says of itself.</summary>
    Task<ServerFacts> ReadFactsAsync(CancellationToken cancellation);
}

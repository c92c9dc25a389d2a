using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>A relay that serves: edge, batches, Receivers and inspection in this process.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private RunningRelay()
    {
    }

    /// <summary>Where Logpush posts to, with the port that was bound.</summary>
    public Uri Edge { get; } = null!;

    /// <summary>Where an operator looks.</summary>
    public Uri Inspection { get; } = null!;

    /// <summary>Starts one, and returns once it serves.</summary>
    public static Task<RunningRelay> StartAsync(RelaySettings settings, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Ends when the process was asked to stop (SIGTERM, Ctrl-C) and the drain is done.</summary>
    public Task WaitForShutdownAsync() => throw new NotImplementedException();

    /// <summary>Drains and stops.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Hosting;

/// <summary>
/// The first thing a stop does: from then on posts are answered 503, while what is in flight ends, for at most
/// <c>stop-timeout</c>; what is left then is answered 503. Only after that do Kestrel and the actor system stop.
/// </summary>
internal sealed partial class DrainService(
    Admission admission,
    IRequiredActor<BatchesActor> batches,
    RelaySettings settings,
    ILogger<DrainService> log) : IHostedLifecycleService
{
    /// <summary>For batches to answer once they were told to end now.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(settings.StopTimeout);
        admission.Drain();
        if (!await TryDrainAsync(settings.StopTimeout))
        {
            LogCutOff();
            batches.ActorRef.Tell(BatchesProtocol.StopAll.Instance);
            await TryDrainAsync(Grace);
        }
    }

    private async Task<bool> TryDrainAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await admission.WhenNoUploadsAsync(timeout.Token);
            await batches.ActorRef.Ask<BatchesProtocol.Drained>(BatchesProtocol.Drain.Instance, timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: new posts are answered 503, what is in flight has {StopTimeout} to end")]
    private partial void LogDraining(TimeSpan stopTimeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "stop-timeout has passed: what is still in flight is answered 503 and will be sent again")]
    private partial void LogCutOff();
}

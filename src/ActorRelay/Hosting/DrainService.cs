using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Edge;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.Hosting;

namespace ActorRelay.Hosting;

/// <summary>
/// The first thing a stop does: from then on posts are answered 503, while what is in flight ends, for at most
/// <c>stop-timeout</c>; what is left then is spooled, or answered 503, and the Receivers' connections are closed in good order. Only
/// after that do Kestrel and the actor system stop.
/// </summary>
internal sealed partial class DrainService(
    EdgeState edge,
    IRequiredActor<BatchesActor> batches,
    IRequiredActor<ReceiversActor> receivers,
    IRequiredActor<SpoolActor> spool,
    RelaySettings settings,
    ILogger<DrainService> log) : IHostedLifecycleService
{
    /// <summary>
    /// For batches to end once they were told to, for what comes out of the spool to, for connections to be closed, and for
    /// the database.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The most that it takes beyond <c>stop-timeout</c>.</summary>
    public static readonly TimeSpan Beyond = 4 * Grace;

    /// <summary>Of <c>stop-timeout</c>, what is kept for the disk; half of it at most.</summary>
    private static readonly TimeSpan Spooling = TimeSpan.FromSeconds(10);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var drained = edge.Admission.Drain();
        var backlog = batches.ActorRef.Ask<BatchesProtocol.BacklogStopped>(BatchesProtocol.StopBacklog.Instance, settings.StopTimeout);
        var forSpooling = settings.Spool.Enabled ? TimeSpan.FromTicks(Math.Min(Spooling.Ticks, settings.StopTimeout.Ticks / 2)) : TimeSpan.Zero;
        var forEnding = settings.StopTimeout - forSpooling;
        LogDraining(forEnding.TotalSeconds);
        if (!await EndsWithinAsync(drained, forEnding))
        {
            LogCutOff(settings.Spool.Enabled ? "is spooled" : "is answered 503 and will be sent again");
            batches.ActorRef.Tell(BatchesProtocol.StopAll.Instance);
            await EndsWithinAsync(drained, forSpooling + Grace);
        }

        await EndsWithinAsync(backlog, Grace);
        await EndsWithinAsync(
            receivers.ActorRef.Ask<ReceiversProtocol.Drained>(ReceiversProtocol.Drain.Instance, Grace), Grace);
        await EndsWithinAsync(spool.ActorRef.Ask<SpoolProtocol.Closed>(new SpoolProtocol.Close(), Grace), Grace);
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan patience)
    {
        await task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2, LogLevel.Information, "Draining: new posts are answered 503, what is in flight has {Seconds} s to end")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(3, LogLevel.Warning, "stop-timeout is nearly over: what is still in flight {How}")]
    private partial void LogCutOff(string how);
}

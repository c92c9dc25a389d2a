using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.AspNetCore.Connections;

namespace ActorRelay.Hosting;

/// <summary>A relay that serves: edge, batches, Receivers and inspection in this process.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    /// <summary>For a start that failed: to close the database, and again for the actors to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly StateDirLock _stateDir;
    private bool _stopped;

    private RunningRelay(WebApplication app, RelayListeners listeners, StateDirLock stateDir)
    {
        _app = app;
        _stateDir = stateDir;
        Edge = listeners.Edge;
        Inspection = listeners.Inspection;
    }

    /// <summary>Where Logpush posts to, with the port that was bound; the first when there are several.</summary>
    public Uri Edge { get; }

    /// <summary>Where an operator looks.</summary>
    public Uri Inspection { get; }

    /// <summary>Starts one, and returns once it serves.</summary>
    /// <param name="settings">What it is to do.</param>
    /// <param name="calling">How the program was called, for a start by a command of its user's.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    /// <exception cref="UnusableSettingsException"><c>state-dir</c> cannot be written to, another relay runs on it, or Akka
    /// refuses <c>akka { }</c>.</exception>
    public static async Task<RunningRelay> StartAsync(
        RelaySettings settings, RelayCalling? calling, CancellationToken cancellation)
    {
        var stateDir = LockStateDir(settings.StateDir);
        try
        {
            var (app, listeners) = await StartAppAsync(settings, calling, cancellation);
            return new RunningRelay(app, listeners, stateDir);
        }
        catch
        {
            stateDir.Dispose();
            throw;
        }
    }

    private static async Task<(WebApplication App, RelayListeners Listeners)> StartAppAsync(
        RelaySettings settings, RelayCalling? calling, CancellationToken cancellation)
    {
        var (app, listeners) = RelayHost.Build(settings, calling);
        ActorSystem? actors = null;
        try
        {
            calling?.LogTo(app.Services.GetRequiredService<ILogger<RunningRelay>>());
            actors = MakeActorSystem(app, settings);
            await app.StartAsync(cancellation);
            return (app, listeners);
        }
        catch (Exception e)
        {
            await EndAsync(actors);
            await app.DisposeAsync();
            if (Explain(e, settings, listeners) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>
    /// Ends the actors of a start that failed. Disposing of the app waits neither for them nor for the database that one of
    /// them opens, and those would still write into a <c>state-dir</c> that may be another relay's by then.
    /// </summary>
    private static async Task EndAsync(ActorSystem? actors)
    {
        if (actors is null)
        {
            return;
        }

        if (ActorRegistry.For(actors).TryGet<SpoolActor>(out var spool))
        {
            Task closed = spool.Ask<SpoolProtocol.Closed>(new SpoolProtocol.Close(), Patience);
            await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await actors.Terminate().WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>Null when the failure says enough by itself.</returns>
    private static Exception? Explain(Exception failure, RelaySettings settings, RelayListeners listeners) => failure switch
    {
        SocketException or IOException { InnerException: AddressInUseException } => listeners.Explain(failure),
        ConfigurationException when settings.AkkaHocon.Length > 0 => RefusedAkka(failure),
        _ => null,
    };

    /// <summary>Ends when the process was asked to stop (SIGTERM, Ctrl-C) and the drain is done.</summary>
    public async Task WaitForShutdownAsync()
    {
        await _app.WaitForShutdownAsync();
        _stopped = true;
    }

    /// <summary>Better no start than a spool that turns out not to be there in the first outage, days later.</summary>
    private static StateDirLock LockStateDir(string folder)
    {
        try
        {
            PrivateFiles.Probe(folder);
            return StateDirLock.TryTake(folder) ?? throw Unusable(
                "another relay runs on it: stop that one, or give this one a state-dir of its own");
        }
        catch (Exception e) when (StateDirProbe.IsAboutIt(e))
        {
            throw Unusable(StateDirProbe.Explain(e, folder), e);
        }

        UnusableSettingsException Unusable(string problem, Exception? cause = null) =>
            new($"relay.state-dir = \"{folder}\": {problem}", cause);
    }

    /// <summary>Before anything else starts, so that whatever it throws is known to be about <c>akka { }</c>.</summary>
    private static ActorSystem MakeActorSystem(WebApplication app, RelaySettings settings)
    {
        try
        {
            return app.Services.GetRequiredService<ActorSystem>();
        }
        catch (Exception e) when (settings.AkkaHocon.Length > 0)
        {
            throw RefusedAkka(e);
        }
    }

    private static UnusableSettingsException RefusedAkka(Exception e) =>
        new($"akka: the actor system does not start with these settings: {e.GetBaseException().Message}", e);

    /// <summary>Drains and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        _stateDir.Dispose();
    }
}

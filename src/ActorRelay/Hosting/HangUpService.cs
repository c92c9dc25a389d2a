using System.Runtime.InteropServices;
using ActorRelay.Inspection;
using Akka.Actor;
using Akka.Hosting;

namespace ActorRelay.Hosting;

/// <summary>
/// SIGHUP would end the process at once, without a drain. To a daemon it says "read your settings again". To a relay that
/// belongs to a terminal it says that this was closed.
/// </summary>
internal sealed partial class HangUpService : IHostedService, IDisposable
{
    private readonly ILogger _log;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly RelayCalling _calling;
    private readonly IRequiredActor<ReloadActor> _reload;
    private readonly PosixSignalRegistration _registration;

    public HangUpService(ILogger<HangUpService> log, IHostApplicationLifetime lifetime, RelayCalling calling, IRequiredActor<ReloadActor> reload)
    {
        _reload = reload;
        _log = log;
        _lifetime = lifetime;
        _calling = calling;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Take);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration.Dispose();

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_calling.StopsOnHangUp)
        {
            LogStops();
            _lifetime.StopApplication();
        }
        else
        {
            _ = ReloadAsync();
        }
    }

    /// <summary>At a start it waits for the actors: the settings may have changed since they were read.</summary>
    private async Task ReloadAsync() =>
        (await _reload.GetAsync(_lifetime.ApplicationStopping)).Tell(new ReloadProtocol.Reload("SIGHUP"), ActorRefs.NoSender);

    [LoggerMessage(5, LogLevel.Information, "SIGHUP: the terminal was closed, so this relay stops")]
    private partial void LogStops();
}

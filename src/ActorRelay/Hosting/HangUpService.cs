using System.Runtime.InteropServices;

namespace ActorRelay.Hosting;

/// <summary>
/// SIGHUP would end the process at once, without a drain. To many daemons it says "read your settings again": whoever sends
/// it by habit is told that nothing happened. To a relay that belongs to a terminal it says that this was closed.
/// </summary>
internal sealed partial class HangUpService : IHostedService, IDisposable
{
    private readonly ILogger _log;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly RelayCalling _calling;
    private readonly PosixSignalRegistration _registration;

    public HangUpService(ILogger<HangUpService> log, IHostApplicationLifetime lifetime, RelayCalling calling)
    {
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
            LogIgnored();
        }
    }

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "SIGHUP is ignored: settings are read at a start only, so restart to change them. Certificates are read again by themselves")]
    private partial void LogIgnored();

    [LoggerMessage(5, LogLevel.Information, "SIGHUP: the terminal was closed, so this relay stops")]
    private partial void LogStops();
}

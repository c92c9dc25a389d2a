using System.Runtime.InteropServices;

namespace ActorRelay.Commands;

/// <summary>
/// Turns the first SIGINT (Ctrl-C) or SIGTERM into a cancellation, so that a command ends as it should. The second has
/// its usual effect: the process ends at once. A command at a terminal takes SIGHUP, which comes when that is closed, for
/// the same; what a relay makes of it is the relay's own matter.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="onHangUp">SIGHUP too.</param>
    public StopSignal(bool onHangUp) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        .. onHangUp ? [PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop)] : Array.Empty<PosixSignalRegistration>(),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}

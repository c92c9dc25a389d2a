using System.Net;
using System.Net.Sockets;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A real receiver in the foreground, on a loopback port, that appends every message as it came, and a line feed, to one
/// file. It can be stopped, killed, frozen and started again on the same port and file.
/// </summary>
internal abstract class SyslogDaemon : IAsyncDisposable
{
    /// <summary>Longest message it takes, in bytes.</summary>
    public const int LongestMessage = 8 << 20;

    private const int PortsToTry = 5;

    private ChildProcess? _process;

    protected SyslogDaemon() => Arrived = new LineFile(Folder.File("arrived"));

    public int Port { get; private set; }

    /// <summary>As settings name it.</summary>
    public string Address => $"tcp://127.0.0.1:{Port}";

    public LineFile Arrived { get; }

    /// <summary>Another file it writes to.</summary>
    public LineFile FileOf(string name) => new(Folder.File(name));

    protected TestFolder Folder { get; } = new();

    /// <summary>Starts it, and returns once it accepts connections. The first start chooses the port.</summary>
    public async Task StartAsync()
    {
        var starts = Port == 0 ? PortsToTry : 1;
        for (var attempt = 1; ; attempt++)
        {
            if (starts > 1)
            {
                Port = FreePort.Take();
                await File.WriteAllTextAsync(Folder.File("conf"), Configuration());
            }

            _process = Launch();
            await Eventually.TrueAsync(
                async () => _process.HasExited || await AcceptsAsync(), () => $"it does not accept:\n{_process.Said}");
            if (!_process.HasExited)
            {
                return;
            }

            await _process.ExitedAsync();
            Assert.True(attempt < starts, $"it ends at once:\n{_process.Said}");
        }
    }

    /// <summary>Asks it to end, and waits for that: what it took is in the file then.</summary>
    public Task StopAsync() => EndAsync(Signal.Terminate);

    /// <summary>As <c>kill -9</c>: what it took and had not written is lost.</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Lets it take nothing more, its connections open: what a stalled disk does to a receiver.</summary>
    public void Freeze() => _process!.Send(Signal.Stop);

    public void Thaw() => _process!.Send(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Folder.Dispose();
    }

    protected abstract string Configuration();

    protected abstract ChildProcess Launch();

    protected ChildProcess LaunchRsyslog() => ChildProcess.Start(
        Folder.Path, Repository.Daemon("rsyslogd"), "-n", "-f", Folder.File("conf"), "-i", Folder.File("pid"));

    protected ChildProcess LaunchSyslogNg() => ChildProcess.Start(
        Folder.Path, Repository.Daemon("syslog-ng"), "--foreground", "--no-caps", "--stderr",
        "--cfgfile", Folder.File("conf"), "--persist-file", Folder.File("persist"),
        "--pidfile", Folder.File("pid"), "--control", Folder.File("control"));

    private async Task EndAsync(Signal signal)
    {
        _process!.Send(signal);
        await _process.ExitedAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    private async Task<bool> AcceptsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// A small syslog server over TCP: the Receiver of <c>receive</c>, of <c>demo</c> and of trial mode. It owns its
/// listener and its connections, and hands every message to one sink.
/// </summary>
/// <remarks>
/// Bounded: <see cref="MaxConnections"/> connections (the next waits in the listen queue until one ends, or has been silent
/// for a minute: the one silent longest is closed for it), each holding
/// at most one message of <see cref="MaxMessage"/> bytes, and none reading faster than the sink takes. A connection
/// that fails is closed and reported; the others go on.
/// </remarks>
internal sealed class SyslogServer : IAsyncDisposable
{
    public const int MaxConnections = 64;

    /// <summary>Bytes of the longest message, 8 MiB. A longer one closes its connection.</summary>
    public const int MaxMessage = 8 * 1024 * 1024;

    /// <summary>Connections that wait to be accepted, before the system refuses them.</summary>
    private const int Backlog = 128;

    /// <summary>How long a stop waits for what senders have already sent.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(200);

    private readonly Socket _listener;
    private readonly IMessageSink _sink;
    private readonly Action<string> _report;
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly ConcurrentDictionary<SyslogConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Task _accepting;
    private readonly TimeSpan _patience;
    private int _disposed;

    private SyslogServer(Socket listener, IMessageSink sink, Action<string> report, TimeSpan patience)
    {
        _patience = patience;
        _listener = listener;
        _sink = sink;
        _report = report;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that was bound.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Connections open now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Listens, and serves until disposed.</summary>
    /// <param name="endPoint">Port 0 lets the system choose.</param>
    /// <param name="sink">Takes the messages; the caller owns it and disposes it after the server.</param>
    /// <param name="report">Told in one line why a connection was closed from this side; called on any thread.</param>
    /// <param name="patience">How long a connection may be silent while another waits for its place.</param>
    /// <exception cref="SocketException">The address is in use, or not this machine's.</exception>
    public static SyslogServer Start(
        IPEndPoint endPoint, IMessageSink sink, Action<string> report, TimeSpan? patience = null)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true;
            }

            listener.Bind(endPoint);
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        return new SyslogServer(listener, sink, report, patience ?? UsualPatience);
    }

    /// <summary>
    /// Accepts no more, reads what senders have already sent for at most two seconds, and closes their connections.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _aborting.CancelAfter(StopTimeout);
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stopping.Dispose();
        _aborting.Dispose();
        _room.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (!await _room.WaitAsync(AcceptPause, _stopping.Token))
                {
                    MakeRoom();
                }

                Serve(await _listener.AcceptAsync(_stopping.Token));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                _room.Release();
                _report($"could not accept a connection: {failure.Message}");
                await PauseAsync();
            }
        }
    }

    /// <summary>Nobody is closed unless another waits: a quiet dataset's connection may be silent for days.</summary>
    private void MakeRoom()
    {
        if (_listener.Poll(0, SelectMode.SelectRead)
            && _connections.Keys.MaxBy(connection => connection.Silent) is { } quiet
            && quiet.Silent > _patience)
        {
            quiet.GiveUp();
        }
    }

    /// <summary>When the process is out of handles, accepting would fail again at once, and for ever.</summary>
    private Task PauseAsync() =>
        Task.Delay(AcceptPause, _stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);

    private void Serve(Socket socket)
    {
        var connection = new SyslogConnection(socket, _sink, _report);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, begin.Task);
        begin.SetResult();
    }

    private async Task ServeAsync(SyslogConnection connection, Task begin)
    {
        await begin;
        await connection.RunAsync(_stopping.Token, _aborting.Token);
        _connections.TryRemove(connection, out _);
        _room.Release();
    }
}

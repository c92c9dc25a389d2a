using System.Net;
using System.Net.Sockets;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// A syslog receiver on a loopback port that fails as its schedule says, and knows how many bytes its application had
/// left unread in the kernel each time.
/// </summary>
internal sealed class FaultyReceiver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<FaultyConnection> _connections = [];
    private readonly List<Task> _tasks = [];
    private readonly JobRecords _records;
    private readonly Func<int, Fault?> _schedule;
    private readonly int _receiveBuffer;
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;
    private int _isAway;

    /// <param name="records">What will come.</param>
    /// <param name="framing">How it cuts the stream.</param>
    /// <param name="schedule">Which connection gets which fault: see <see cref="FaultSchedule"/>.</param>
    /// <param name="receiveBuffer">SO_RCVBUF; the kernel takes twice that. 0 leaves it to the kernel, which lets it grow.</param>
    /// <param name="startReading">Else its applications read nothing before <see cref="StartReading"/>.</param>
    public FaultyReceiver(
        JobRecords records, Framing framing, Func<int, Fault?> schedule, int receiveBuffer = 1 << 16, bool startReading = true)
    {
        _records = records;
        Framing = framing;
        _schedule = schedule;
        _receiveBuffer = receiveBuffer;
        Port = FreePort.Take();
        Listen();
        if (startReading)
        {
            StartReading();
        }
    }

    public Framing Framing { get; }

    public int Port { get; }

    /// <summary>As settings name it.</summary>
    public string Address => $"tcp://127.0.0.1:{Port}";

    public ArrivalLog Log { get; } = new();

    /// <summary>Connections that were ever accepted.</summary>
    public int Accepted => Locked(() => _connections.Count);

    /// <summary>Faults that happened.</summary>
    public int Faults => Locked(() => _connections.Count(connection => connection.HasFailed));

    public void StartReading() => _reading.TrySetResult();

    /// <summary>Waits until its applications have read all that their kernel holds.</summary>
    public Task IdleAsync() => Eventually.TrueAsync(
        () => Locked(() => _connections.All(connection => connection.IsQuiet)), () => "it does not read on");

    /// <summary>Waits until every connection has ended, or will never be read again.</summary>
    public Task EndedAsync() => Eventually.TrueAsync(
        () => Locked(() => _connections.All(connection => connection.IsOver)), () => "its connections stay open");

    /// <summary>Bytes read of the connection that came from that port.</summary>
    public long ReadFrom(int port) =>
        Locked(() => _connections.Where(connection => connection.PeerPort == port).Sum(connection => connection.ReadBytes));

    /// <summary>Ends every live connection, as if this fault had come now.</summary>
    public async Task FailAsync(FaultKind kind)
    {
        foreach (var connection in Locked(() => _connections.ToList()))
        {
            await connection.FailAsync(kind);
        }
    }

    /// <summary>Closes the port and every connection; what they held unread is in <see cref="Log"/> then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        StartReading();
        Locked(() => _listener)?.Dispose();
        await Task.WhenAll(Locked(() => _tasks.ToList()));
    }

    /// <summary>Resets all, and refuses new ones for that long.</summary>
    public Task RefuseAsync(TimeSpan duration) => AwayAsync(async listener =>
    {
        listener.Dispose();
        await FailAsync(FaultKind.Reset);
        await PauseAsync(duration);
        if (!_stop.IsCancellationRequested)
        {
            Listen();
        }
    });

    /// <summary>All connections go dark for good, the port for that long.</summary>
    public Task GoDarkAsync(TimeSpan duration) => AwayAsync(async listener =>
    {
        PacketFilter.Attach(listener);
        await FailAsync(FaultKind.BlackHole);
        await PauseAsync(duration);
        if (!_stop.IsCancellationRequested)
        {
            PacketFilter.Detach(listener);
        }
    });

    /// <summary>Unless it is away already: then the second fault is part of the first.</summary>
    private async Task AwayAsync(Func<Socket, Task> away)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            await away(Locked(() => _listener)!);
            Volatile.Write(ref _isAway, 0);
        }
    }

    private async Task PauseAsync(TimeSpan duration) =>
        await Task.Delay(duration, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (_receiveBuffer > 0)
        {
            listener.ReceiveBufferSize = _receiveBuffer;
        }

        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen();
        lock (_lock)
        {
            _listener = listener;
            _tasks.Add(AcceptAsync(listener));
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(_stop.Token);
                lock (_lock)
                {
                    var number = _connections.Count;
                    var connection = new FaultyConnection(this, socket, number, _records, _schedule(number), _stop.Token);
                    _connections.Add(connection);
                    _tasks.Add(RunAsync(connection));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It no longer listens.
        }
    }

    private async Task RunAsync(FaultyConnection connection)
    {
        await _reading.Task;
        await Task.Run(connection.RunAsync);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}

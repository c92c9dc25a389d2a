using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;

namespace ActorRelay.Tests.Delivery;

/// <summary>A Receiver on a real socket that can stop reading, close, reset and go away.</summary>
internal sealed class LoopbackReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, long> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _readers = [];
    private readonly int _receiveBuffer;
    private Socket _listener;
    private Task _accepting;
    private volatile TaskCompletionSource _reading = new();

    public LoopbackReceiver(Arrivals arrivals, int receiveBuffer = 0)
    {
        Arrivals = arrivals;
        _receiveBuffer = receiveBuffer;
        _reading.SetResult();
        _listener = Listen(0);
        Address = DeliverySettings.Address(_listener.LocalEndPoint!);
        _accepting = AcceptAsync(_listener);
    }

    public Arrivals Arrivals { get; }

    public ReceiverAddress Address { get; }

    /// <summary>Connections that are open now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Bytes read on each connection that is open now.</summary>
    public IReadOnlyList<long> BytesPerConnection => [.. _connections.Values];

    /// <summary>After so many bytes of one connection it is reset; 0 for never.</summary>
    public int ResetAfter { get; set; }

    /// <summary>
    /// After so many bytes of one connection it sends its FIN, and reads on to the relay's; 0 for never.
    /// </summary>
    public int HalfCloseAfter { get; set; }

    public void StopReading() => _reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReadOn() => _reading.TrySetResult();

    public void CloseConnections()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Shutdown(SocketShutdown.Both);
        }
    }

    public void ResetConnections()
    {
        foreach (var connection in _connections.Keys)
        {
            Reset(connection);
        }
    }

    public async Task StopListening()
    {
        _listener.Dispose();
        await _accepting;
    }

    public void ListenAgain()
    {
        _listener = Listen(Address.Port);
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        ReadOn();
        await _accepting;
        await Task.WhenAll(_readers);
        _end.Dispose();
    }

    private static void Reset(Socket connection)
    {
        connection.LingerState = new LingerOption(true, 0);
        connection.Dispose();
    }

    private Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (_receiveBuffer > 0)
        {
            listener.ReceiveBufferSize = _receiveBuffer;
        }

        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(_end.Token);
                _connections[connection] = 0;
                _readers.Add(ReadAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ReadAsync(Socket connection)
    {
        var lines = Arrivals.Open();
        var buffer = new byte[16 * 1024];
        var total = 0;
        try
        {
            while (true)
            {
                await _reading.Task;
                var read = await connection.ReceiveAsync(buffer, _end.Token);
                if (read == 0)
                {
                    return;
                }

                lines.Add(buffer.AsSpan(0, read));
                total += read;
                _connections[connection] = total;
                if (HalfCloseAfter > 0 && total >= HalfCloseAfter && total - read < HalfCloseAfter)
                {
                    connection.Shutdown(SocketShutdown.Send);
                }

                if (ResetAfter > 0 && total >= ResetAfter)
                {
                    Reset(connection);
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}

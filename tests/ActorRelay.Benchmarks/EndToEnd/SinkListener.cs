using System.Net;
using System.Net.Sockets;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>One port of the sink and what arrived there, over all connections.</summary>
internal sealed class SinkListener
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SinkGate _gate;
    private long _lines;
    private long _bytes;

    public SinkListener(SinkGate gate)
    {
        _gate = gate;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public long Lines => Interlocked.Read(ref _lines);

    public long Bytes => Interlocked.Read(ref _bytes);

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = TakeAsync(await _socket.AcceptAsync());
        }
    }

    private async Task TakeAsync(Socket connection)
    {
        using var _ = connection;
        var buffer = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory()) is var read and > 0)
            {
                Interlocked.Add(ref _lines, buffer.AsSpan(0, read).Count((byte)'\n'));
                Interlocked.Add(ref _bytes, read);
                await _gate.PassAsync();
            }
        }
        catch (SocketException)
        {
            // The sender ended. Should lines be missing for it, the count says so.
        }
    }
}

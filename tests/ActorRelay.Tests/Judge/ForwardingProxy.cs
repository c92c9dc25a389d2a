using System.Net;
using System.Net.Sockets;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// A TCP proxy in front of a <see cref="FaultyReceiver"/>. To the sender its kernel acknowledges, so what it holds counts
/// as delivered; it knows how much that was each time the way ended.
/// </summary>
internal sealed class ForwardingProxy : IAsyncDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly Lock _lock = new();
    private readonly FaultyReceiver _receiver;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];
    private readonly List<ConnectionEnd> _ends = [];
    private int _accepted;

    public ForwardingProxy(FaultyReceiver receiver)
    {
        _receiver = receiver;
        var port = FreePort.Take();
        _listener.ReceiveBufferSize = BufferSize;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        Address = $"tcp://127.0.0.1:{port}";
        _tasks.Add(AcceptAsync());
    }

    /// <summary>As settings name it.</summary>
    public string Address { get; }

    /// <summary>How the sender's connections ended. Unread is all that was acknowledged to it and that no application had read.</summary>
    public IReadOnlyList<ConnectionEnd> Ends
    {
        get
        {
            lock (_lock)
            {
                return [.. _ends];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _tasks[0];
        await Task.WhenAll(_tasks);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _tasks.Add(ForwardAsync(await _listener.AcceptAsync(_stop.Token), _accepted++));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It no longer listens.
        }
    }

    private async Task ForwardAsync(Socket sender, int number)
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            SendBufferSize = BufferSize,
        };
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var (taken, cause, kind) = (0L, "", EndKind.Sender);
        try
        {
            await receiver.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _receiver.Port), both.Token);
            var there = PumpAsync(sender, receiver, count => taken += count, both.Token);
            var back = PumpAsync(receiver, sender, _ => { }, both.Token);
            var first = await Task.WhenAny(there, back);
            await first;
            (kind, cause) = first == there ? (EndKind.Sender, "the sender closed") : (EndKind.Orderly, "the receiver closed");
            await Task.WhenAll(there, back);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // A reset shows only once, and the other way then sees a closed stream: it may have ended as if in good order.
            (kind, cause) = kind == EndKind.Sender || e is SocketException ? (EndKind.Abnormal, $"proxy: {Why(e)}") : (kind, cause);
        }

        await both.CancelAsync();
        PacketFilter.Attach(sender);
        var acknowledged = taken + sender.Available;
        var read = receiver.LocalEndPoint is IPEndPoint local ? _receiver.ReadFrom(local.Port) : 0;
        if (kind == EndKind.Abnormal)
        {
            sender.Close(0);
            receiver.Close(0);
        }
        else
        {
            PacketFilter.Detach(sender);
            sender.Dispose();
        }

        lock (_lock)
        {
            _ends.Add(new ConnectionEnd(number, kind, cause, read, acknowledged - read));
        }
    }

    private static string Why(Exception e) => e is SocketException socket ? socket.SocketErrorCode.ToString() : "torn down";

    /// <summary>Until the end of the stream, which it passes on.</summary>
    private static async Task PumpAsync(Socket from, Socket to, Action<int> count, CancellationToken stop)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await from.ReceiveAsync(buffer, stop)) > 0)
        {
            count(read);
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stop);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}

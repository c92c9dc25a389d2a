using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// Plain TCP. The name is resolved at each connect; each of its addresses gets an equal share of the time that is left.
/// </summary>
internal sealed class TcpReceiverSocket(ReceiverAddress address, ReceiverSettings settings) : IReceiverSocket
{
    private const int ProtocolTcp = 6;
    private const int TcpUserTimeout = 18;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private Socket? _socket;
    private long _received;
    private int _disposed;

    public TcpInfo? Info => TcpInfo.Read(Connected);

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var candidates = await Dns.GetHostAddressesAsync(address.Host, cancellation).ConfigureAwait(false);
        if (candidates.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        for (var i = 0; i < candidates.Length; i++)
        {
            var left = settings.ConnectTimeout - TimeProvider.System.GetElapsedTime(started);
            using var share = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            share.CancelAfter(left > TimeSpan.Zero ? left / (candidates.Length - i) : TimeSpan.Zero);
            try
            {
                await ConnectAsync(new IPEndPoint(candidates[i], address.Port), share.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (i + 1 < candidates.Length && e is SocketException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> content) => Connected.SendAsync(content, SocketFlags.None);

    /// <remarks>
    /// A reset shows only once, in the operation that meets it first, and where that is a send that had sent something
    /// before, not even there: such a send counts as a success. All that comes after sees a closed stream. Only the kernel
    /// still knows then that there was no FIN.
    /// </remarks>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var bytes = await Connected.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
        _received += bytes;
        return bytes == 0 && Info is { Received: { } received } && received == _received
            ? throw new SocketException((int)SocketError.ConnectionReset)
            : bytes;
    }

    public void ShutdownSend()
    {
        try
        {
            Connected.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer was faster; the pending read says so.
        }
    }

    public void Abort()
    {
        try
        {
            Connected.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }

        Interlocked.Exchange(ref _disposed, 1);
        Connected.Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (_socket is { Connected: true })
        {
            // A Dispose that cancels a pending operation resets the connection, and a reset throws away what the
            // kernel has accepted and not sent yet. After a half-close it does not.
            ShutdownSend();
        }

        _socket?.Dispose();
    }

    private Socket Connected => _socket ?? throw new InvalidOperationException("Not connected.");

    private async Task ConnectAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket);
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            Interlocked.Exchange(ref _socket, socket);
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Configure(Socket socket)
    {
        socket.NoDelay = true;
        if (settings.Keepalive > TimeSpan.Zero)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(settings.Keepalive));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(ProbeInterval));
        }

        if (OperatingSystem.IsLinux())
        {
            // Without it the kernel gives a peer that acknowledges nothing, or keeps its window shut, about 15 minutes.
            Span<byte> milliseconds = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(
                milliseconds, (int)Math.Min(settings.StallTimeout.TotalMilliseconds, int.MaxValue));
            socket.SetRawSocketOption(ProtocolTcp, TcpUserTimeout, milliseconds);
        }
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)time.TotalSeconds);
}

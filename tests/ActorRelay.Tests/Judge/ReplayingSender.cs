using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// The rules of delivery over plain TCP in their simplest form, one connection at a time: what the judge's expectations
/// are tried on. It shares no code with the relay.
/// </summary>
/// <param name="port">The Receiver's.</param>
/// <param name="messages">What to send, framed.</param>
/// <param name="replay">What it sends again after an abnormal end, of what was acknowledged there.</param>
internal sealed class ReplayingSender(int port, IReadOnlyList<byte[]> messages, long replay)
{
    private const int WriteSize = 1 << 16;
    private const int MostConnections = 500;

    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private long? _replayNow;
    private long _furthest;
    private long _offset;
    private int _first;

    /// <summary>Sends all of it, over as many connections as that takes.</summary>
    public async Task SendAsync()
    {
        for (var connections = 0; _first < messages.Count; connections++)
        {
            Assert.True(connections < MostConnections, "it does not get on");
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SendBufferSize = WriteSize;
            try
            {
                using var timeout = new CancellationTokenSource(StallTimeout);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), timeout.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                await Task.Delay(20);
                continue;
            }

            await UseAsync(socket);
        }
    }

    private async Task UseAsync(Socket socket)
    {
        var stream = messages.Skip(_first).SelectMany(message => message).ToArray();
        var end = socket.ReceiveAsync(new byte[1]);
        var (written, isReset) = (0, false);
        try
        {
            while (written < stream.Length && !end.IsCompleted)
            {
                using var stall = new CancellationTokenSource(StallTimeout);
                written += await socket.SendAsync(stream.AsMemory(written, Math.Min(WriteSize, stream.Length - written)), stall.Token);
            }

            if (written == stream.Length)
            {
                socket.Shutdown(SocketShutdown.Send);
                await end.WaitAsync(StallTimeout);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or TimeoutException)
        {
            // The kernel tells of a reset once: after that a read ends as if FIN had come. A reset behind FIN is EPIPE.
            isReset = e is SocketException { SocketErrorCode: SocketError.ConnectionReset };
        }

        var isOrderly = !isReset && await EndedAsync(end) && TcpInfo.HasFin(socket);
        if (isOrderly)
        {
            await SettleAsync(socket, written);
        }

        var acknowledged = Math.Max(0, TcpInfo.Acknowledged(socket));
        socket.Close(0);
        Advance(isOrderly ? acknowledged : acknowledged - Math.Min(acknowledged, Replay(acknowledged)), stream.Length);
    }

    /// <summary>A connection that ended before it got on sends less again the next time, so that some time one does.</summary>
    private long Replay(long acknowledged)
    {
        var hasGotOn = _offset + acknowledged > _furthest;
        _furthest = Math.Max(_furthest, _offset + acknowledged);
        var now = hasGotOn ? replay : (_replayNow ?? replay) / 2;
        _replayNow = now;
        return now;
    }

    /// <summary>Goes on with the message that holds the first byte not known to have been read.</summary>
    private void Advance(long known, int length)
    {
        if (known >= length)
        {
            _first = messages.Count;
        }

        for (; _first < messages.Count && known >= messages[_first].Length; _first++)
        {
            known -= messages[_first].Length;
            _offset += messages[_first].Length;
        }
    }

    /// <summary>What was written before the peer's FIN may still be acknowledged.</summary>
    private static async Task SettleAsync(Socket socket, int written)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Settling && TcpInfo.Acknowledged(socket) < written && !socket.Poll(0, SelectMode.SelectError))
        {
            await Task.Delay(5);
        }
    }

    private static async Task<bool> EndedAsync(Task end)
    {
        try
        {
            await end.WaitAsync(TimeSpan.FromMilliseconds(50));
            return true;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>One TCP connection that several batches write to, a block at a time.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _turn = new(1);

    public static async Task<RawConnection> ConnectAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return connection;
    }

    /// <summary>Returns when the kernel has taken the whole block.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (!block.IsEmpty)
            {
                block = block[await _socket.SendAsync(block, cancellation)..];
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _turn.Dispose();
    }
}

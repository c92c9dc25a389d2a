namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>Two persistent connections to the sink; each batch stays on one.</summary>
internal sealed class RawSender : IDisposable
{
    private readonly RawConnection[] _connections;
    private uint _next;

    private RawSender(RawConnection[] connections) => _connections = connections;

    public static async Task<RawSender> ConnectAsync(int port) =>
        new([await RawConnection.ConnectAsync(port), await RawConnection.ConnectAsync(port)]);

    public RawConnection NextConnection() => _connections[Interlocked.Increment(ref _next) % _connections.Length];

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }
}

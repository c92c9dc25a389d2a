using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// Bounds the memory that connections cost before anybody has shown a secret: one more than <c>capacity</c> is closed
/// at once. Counted over all addresses of the edge, and only there, so that inspection stays reachable.
/// </summary>
internal sealed class ConnectionLimit(int capacity, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private int _connections;
    private long _warned;

    public int Connections => Volatile.Read(ref _connections);

    public void Guard(IConnectionBuilder listener) => listener.Use(next => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > capacity)
            {
                Warn();
                connection.Abort();
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    });

    private void Warn()
    {
        var warned = Interlocked.Read(ref _warned);
        var now = time.GetTimestamp();
        var isDue = warned == 0 || time.GetElapsedTime(warned, now) >= BetweenWarnings;
        if (isDue && Interlocked.CompareExchange(ref _warned, now, warned) == warned)
        {
            EdgeLog.TooManyConnections(logger, capacity);
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// TCP ports for daemons that cannot be told to choose one. Below the range the system takes ports of outgoing
/// connections from: else one that tries a Receiver which is down could be given the Receiver's own port.
/// </summary>
internal static class FreePort
{
    private const int First = 15000;
    private const int Count = 15000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>A loopback port that nothing listens on now, and that this process has not been given before.</summary>
    public static int Take()
    {
        for (var attempt = 0; attempt < Count; attempt++)
        {
            var port = First + (Interlocked.Increment(ref _next) & int.MaxValue) % Count;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }

        throw new InvalidOperationException("no free port");
    }
}

using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorRelay.Hosting;

/// <summary>The addresses that the one Kestrel listens on, and which of them a request came in by.</summary>
internal sealed class RelayListeners(RelaySettings settings)
{
    private IReadOnlyList<ListenOptions> _edge = [];
    private ListenOptions? _inspection;

    /// <summary>The first when there are several. Known once Kestrel has started, as the other is.</summary>
    public Uri Edge => EdgeListener.Url(settings.Edge.Listen[0], _edge[0]);

    public Uri Inspection => EdgeListener.Url(settings.Inspection.Listen, _inspection!);

    public static bool IsInspection(HttpContext context) =>
        context.Features.Get<ListenerRole>() == ListenerRole.Inspection;

    /// <summary>Says which address a failure to listen is about, which the failure does not: by trying each again.</summary>
    /// <returns>Null when the system refuses none of them that way any more.</returns>
    public IOException? Explain(SocketException failure)
    {
        foreach (var address in settings.Edge.Listen.Append(settings.Inspection.Listen))
        {
            var endPoint = new IPEndPoint(address.Address ?? IPAddress.IPv6Any, address.Port);
            try
            {
                using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(endPoint);
            }
            catch (SocketException e) when (e.SocketErrorCode == failure.SocketErrorCode)
            {
                return new IOException($"cannot listen on {(address.Https ? "https" : "http")}://{endPoint}: {e.Message}", e);
            }
            catch (SocketException)
            {
                // Refused for another reason: not what the start failed with.
            }
        }

        return null;
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        _edge = EdgeListener.Listen(kestrel, settings);
        var address = settings.Inspection.Listen;
        kestrel.Listen(address.Address ?? IPAddress.IPv6Any, address.Port, listener =>
        {
            ListenerRole.Inspection.Mark(listener);
            listener.Protocols = HttpProtocols.Http1;
            _inspection = listener;
        });
    }
}

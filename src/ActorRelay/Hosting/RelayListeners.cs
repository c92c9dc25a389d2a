using ActorRelay.Configuration;
using ActorRelay.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorRelay.Hosting;

/// <summary>The addresses Kestrel listens on, and which of them a request came in by.</summary>
internal sealed class RelayListeners
{
    private IReadOnlyList<ListenOptions> _edge = [];
    private ListenOptions? _inspection;
    private bool _https;

    public Uri Edge => UrlOf(_edge[0], _https);

    public Uri Inspection => UrlOf(_inspection!, https: false);

    public void Listen(KestrelServerOptions kestrel, RelaySettings settings)
    {
    }

    public bool IsInspection(HttpContext context) => context.Features.Get<InspectionListener>() is not null;

    private static Uri UrlOf(ListenOptions listener, bool https)
    {
        var address = listener.IPEndPoint!;
        var host = address.Address.Equals(System.Net.IPAddress.IPv6Any) || address.Address.Equals(System.Net.IPAddress.Any)
            ? "localhost"
            : address.Address.ToString();
        return new UriBuilder(https ? "https" : "http", host, address.Port).Uri;
    }

    private sealed class InspectionListener;
}

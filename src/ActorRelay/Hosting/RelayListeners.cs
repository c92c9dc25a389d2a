using System.Net;
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
        _https = settings.Edge.Listen[0].Https;
        _edge = EdgeListener.Listen(kestrel, settings.Edge);
        var address = settings.Inspection.Listen;
        kestrel.Listen(address.Address ?? IPAddress.IPv6Any, address.Port, listener =>
        {
            _inspection = listener;
            listener.Use(next => connection =>
            {
                connection.Features.Set(InspectionListener.Instance);
                return next(connection);
            });
        });
    }

    public bool IsInspection(HttpContext context) => context.Features.Get<InspectionListener>() is not null;

    private static Uri UrlOf(ListenOptions listener, bool https)
    {
        var address = listener.IPEndPoint!;
        var host = address.Address.Equals(IPAddress.IPv6Any) || address.Address.Equals(IPAddress.Any)
            ? "localhost"
            : address.Address.ToString();
        return new UriBuilder(https ? "https" : "http", host, address.Port).Uri;
    }

    /// <summary>Marks a connection: requests on it see the features of their connection.</summary>
    private sealed class InspectionListener
    {
        public static InspectionListener Instance { get; } = new();
    }
}

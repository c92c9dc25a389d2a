using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

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

    /// <summary>Somebody wants the metrics; whoever that is, for there is nothing in them to keep from anyone.</summary>
    public static bool IsScrape(HttpContext context) =>
        IsInspection(context)
        && context.Request.Path.Equals("/metrics", StringComparison.Ordinal)
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>Says which address a failure to listen is about, which the failure does not: by trying each again.</summary>
    /// <returns>Null when the system refuses none of them any more.</returns>
    public IOException? Explain(Exception failure) => ListenProbe.Look(settings)
        .Select(found => new IOException($"{found.Problem} ({found.Setting})", failure))
        .FirstOrDefault();

    public void Listen(KestrelServerOptions kestrel)
    {
        _edge = EdgeListener.Listen(kestrel, settings);
        var address = settings.Inspection.Listen;
        kestrel.Listen(address.Address ?? IPAddress.IPv6Any, address.Port, listener =>
        {
            ListenerRole.Inspection.Mark(listener);
            listener.Protocols = HttpProtocols.Http1;
            if (address.Https)
            {
                Secure(kestrel, listener, settings.Inspection.Tls!);
            }

            _inspection = listener;
        });
    }

    private static void Secure(KestrelServerOptions kestrel, ListenOptions listener, TlsSettings tls)
    {
        var services = kestrel.ApplicationServices;
        var files = new CertificateFiles(
            tls, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RelayListeners)));
        services.GetRequiredService<EdgeState>().InspectionCertificates = files;
        listener.Protocols = HttpProtocols.Http1AndHttp2;
        listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(files.ForHandshake()) });
    }
}

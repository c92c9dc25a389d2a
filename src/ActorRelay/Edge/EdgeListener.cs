using ActorRelay.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>Kestrel's part of the edge. Without TLS it speaks HTTP/1.1 only: HTTP/2 is agreed on in the TLS handshake.</summary>
internal static class EdgeListener
{
    /// <summary>Adds the edge's listeners. Their ports are known once Kestrel has started.</summary>
    public static IReadOnlyList<ListenOptions> Listen(KestrelServerOptions kestrel, EdgeSettings settings)
    {
        kestrel.AddServerHeader = false;

        // max-body is the endpoint's business, which answers it in words.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        var services = kestrel.ApplicationServices;
        var certificate = settings.Tls is null
            ? null
            : new CertificateFile(
                settings.Tls,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>().CreateLogger<CertificateFile>());
        return [.. settings.Listen.Select(address => Listen(kestrel, address, address.Https ? certificate : null))];
    }

    private static ListenOptions Listen(KestrelServerOptions kestrel, ListenAddress address, CertificateFile? certificate)
    {
        ListenOptions? added = null;
        if (address.Address is null)
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
        else
        {
            kestrel.Listen(address.Address, address.Port, Configure);
        }

        return added!;

        void Configure(ListenOptions listener)
        {
            added = listener;
            if (certificate is not null)
            {
                // Read now, so that a certificate that cannot be used stops the start, not the first handshake.
                _ = certificate.Current;
                listener.UseHttps(EdgeTls.Options(certificate));
            }
        }
    }
}

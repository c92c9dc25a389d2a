using System.Net;
using ActorRelay.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ActorRelay.Edge;

/// <summary>
/// Sets Kestrel up for Logpush. https speaks HTTP/2 and HTTP/1.1, by ALPN; http speaks HTTP/1.1 alone, for HTTP/2
/// without TLS could not be told from it on one port.
/// </summary>
internal static class EdgeListener
{
    /// <summary>So many connections are taken at once, over all addresses of the edge.</summary>
    public const int MaxConnections = 2048;

    /// <summary>
    /// Bytes Kestrel reads ahead of us on one connection: with <see cref="MaxConnections"/>, a constant part of the
    /// memory.
    /// </summary>
    private const int ReadAhead = 128 * 1024;

    private const int MaxHeaders = 32 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds the edge's addresses and sets the server's limits. Needs logging and <see cref="EdgeState"/> among Kestrel's
    /// services, and takes a <see cref="TimeProvider"/> from them when there is one.
    /// </summary>
    /// <returns>One for each address of the settings, in their order; each knows its port once the server has
    /// started.</returns>
    /// <exception cref="Exception">A certificate cannot be read.</exception>
    public static IReadOnlyList<ListenOptions> Listen(KestrelServerOptions kestrel, RelaySettings settings)
    {
        var services = kestrel.ApplicationServices;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(EdgeListener));
        var state = services.GetRequiredService<EdgeState>();
        var connections = state.Connections;
        var handshakes = new HandshakeLog(settings.Edge.Tls?.ClientCa is not null, time, logger);
        var certificates = settings.Edge.Tls is { } tls ? new CertificateFiles(tls, time, logger) : null;
        if (settings.Edge.Listen.Any(address => address.Https))
        {
            state.Certificates = certificates;
        }

        SetLimits(kestrel);
        var listening = new List<ListenOptions>();
        foreach (var address in settings.Edge.Listen)
        {
            Listen(kestrel, address, listener =>
            {
                connections.Guard(listener, closesStrangers: address.Https, time, logger);
                ListenerRole.Edge.Mark(listener);
                Secure(listener, address.Https ? certificates ?? throw NoCertificate() : null, handshakes);
                listening.Add(listener);
            });
        }

        return listening;
    }

    /// <summary>
    /// Where a listener can be reached, with the port that was bound. Good once the server has started.
    /// </summary>
    public static Uri Url(ListenAddress address, ListenOptions listener)
    {
        var bound = listener.IPEndPoint
            ?? throw new InvalidOperationException("The listener is not one of addresses and ports.");
        return new Uri($"{(address.Https ? "https" : "http")}://{bound}");
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, Action<ListenOptions> configure)
    {
        if (address.Address is null)
        {
            kestrel.ListenAnyIP(address.Port, configure);
        }
        else
        {
            kestrel.Listen(new IPEndPoint(address.Address, address.Port), configure);
        }
    }

    private static void Secure(ListenOptions listener, CertificateFiles? certificates, HandshakeLog handshakes)
    {
        if (certificates is null)
        {
            listener.Protocols = HttpProtocols.Http1;
            return;
        }

        listener.Protocols = HttpProtocols.Http1AndHttp2;
        handshakes.Watch(listener, () => listener.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificates.ForHandshake()),
        }));
    }

    private static InvalidOperationException NoCertificate() =>
        new("An https address needs edge.tls, which names the certificate and its key.");

    /// <summary>
    /// Kestrel's limits are the server's, so inspection lives under them too. How large a body may be is the endpoint's
    /// to say, and how slow it may come is for <c>upload-timeout</c> alone.
    /// </summary>
    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.MinRequestBodyDataRate = null;
        RequestFraming.Guard(kestrel);
    }
}

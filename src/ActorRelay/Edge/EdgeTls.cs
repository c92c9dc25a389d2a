using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ActorRelay.Edge;

/// <summary>TLS of the edge: 1.2 or later, HTTP/2 by ALPN, and when <c>client-ca</c> is set a client certificate it issued.</summary>
internal static class EdgeTls
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static TlsHandshakeCallbackOptions Options(CertificateFile file) => new()
    {
        OnConnection = _ => ValueTask.FromResult(ServerOptions(file.Current)),
    };

    private static SslServerAuthenticationOptions ServerOptions(CertificateFile.Loaded loaded)
    {
        var clientRequired = loaded.ClientCa.Count > 0;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                loaded.Certificate, loaded.Intermediates, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            ClientCertificateRequired = clientRequired,
            RemoteCertificateValidationCallback = clientRequired
                ? (_, certificate, chain, _) => IsIssuedBy(loaded.ClientCa, certificate, chain)
                : null,
        };
    }

    private static bool IsIssuedBy(X509Certificate2Collection issuers, X509Certificate? certificate, X509Chain? sent)
    {
        if (certificate is not X509Certificate2 client)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(issuers);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(client);
    }
}

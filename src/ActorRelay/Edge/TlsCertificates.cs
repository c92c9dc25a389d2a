using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>What was read from the certificate files at one time. Not disposed: handshakes may still use it.</summary>
internal sealed class TlsCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection? _clientAuthorities;

    private TlsCertificates(
        SslStreamCertificateContext server,
        X509Certificate2Collection? clientAuthorities,
        ImmutableArray<(string Path, CertificateLifetime Lifetime)> lifetimes)
    {
        Server = server;
        _clientAuthorities = clientAuthorities;
        Lifetimes = lifetimes;
    }

    /// <summary>The relay's own certificate and the intermediates to send with it.</summary>
    public SslStreamCertificateContext Server { get; }

    /// <summary>The lifetime of every certificate in the files: where one ends, handshakes fail.</summary>
    public ImmutableArray<(string Path, CertificateLifetime Lifetime)> Lifetimes { get; }

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is not PEM, or the key is not the certificate's.</exception>
    public static TlsCertificates Read(TlsSettings settings)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(settings.Certificate);
        var authorities = ReadAuthorities(settings.ClientCa);
        ImmutableArray<(string, CertificateLifetime)> lifetimes =
        [
            .. chain.Select(certificate => (settings.Certificate, CertificateLifetime.Of(certificate))),
            .. (authorities ?? []).Select(certificate => (settings.ClientCa!, CertificateLifetime.Of(certificate))),
        ];
        chain.RemoveAt(0);
        var server = ForSchannel(X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key));
        return new TlsCertificates(
            SslStreamCertificateContext.Create(server, chain, offline: true), authorities, lifetimes);
    }

    /// <summary>
    /// How to judge a client's certificate: it must lead to a root of <c>client-ca</c> and of nowhere else, and be
    /// meant for clients (RFC 5280 section 4.2.1.12). Revocation is not looked up.
    /// </summary>
    /// <returns>A new one each time, because a handshake adds to it; null when clients need no certificate.</returns>
    public X509ChainPolicy? ClientPolicy()
    {
        if (_clientAuthorities is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        foreach (var authority in _clientAuthorities)
        {
            (IsRoot(authority) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        }

        return policy;
    }

    private static X509Certificate2Collection? ReadAuthorities(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Any(IsRoot)
            ? authorities
            : throw new CryptographicException(
                "client-ca holds no root (self-signed) certificate, so no client could be trusted");
    }

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>Windows cannot use a key that was never in a store; by way of PKCS #12 it is in one.</summary>
    private static X509Certificate2 ForSchannel(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}

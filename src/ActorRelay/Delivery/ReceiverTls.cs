using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// What the handshakes with one Receiver are made by: the authorities and the relay's own certificate, read again once the files
/// have changed. While they have not it is the same, so that sessions can be resumed. Thread-safe.
/// </summary>
internal sealed class ReceiverTls
{
    private static readonly ConditionalWeakTable<ReceiverTlsSettings, ReceiverTls> Known = [];

    private readonly ReceiverTlsSettings _settings;
    private readonly Lock _lock = new();
    private (FileStamp Ca, FileStamp Certificate, FileStamp Key) _stamps;
    private Material? _material;
    private CertificateLifetime? _shown;

    private ReceiverTls(ReceiverTlsSettings settings) => _settings = settings;

    public static ReceiverTls Of(ReceiverTlsSettings settings) => Known.GetValue(settings, static of => new ReceiverTls(of));

    /// <summary>For one handshake.</summary>
    /// <param name="host">The host of its address.</param>
    /// <param name="complain">Is told what is wrong with the Receiver's certificate.</param>
    /// <exception cref="ReceiverTlsException">A file cannot be used.</exception>
    public SslClientAuthenticationOptions Options(string host, Action<string> complain)
    {
        var material = Read();
        var name = _settings.ServerName ?? host;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = material.Own,
            CertificateChainPolicy = PolicyOf(material),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (certificate is X509Certificate2 shown)
                {
                    Volatile.Write(ref _shown, CertificateLifetime.Of(shown));
                }

                if (Complaint(certificate as X509Certificate2, chain, errors, name) is not { } complaint)
                {
                    return true;
                }

                complain(complaint);
                return false;
            },
        };
        return options;
    }

    /// <summary>
    /// The lifetimes of what was last read for a handshake, by file, and of the certificate that the Receiver showed last, by its name.
    /// </summary>
    public ImmutableArray<(string What, CertificateLifetime Lifetime)> Lifetimes(string receiver)
    {
        var own = Volatile.Read(ref _material)?.Own;
        IEnumerable<X509Certificate2> chain = own is null ? [] : [own.TargetCertificate, .. own.IntermediateCertificates];
        return
        [
            .. chain.Select(certificate => (_settings.Certificate!, CertificateLifetime.Of(certificate))),
            .. Volatile.Read(ref _shown) is { } shown ? [($"of Receiver {receiver}", shown)] : Array.Empty<(string, CertificateLifetime)>(),
        ];
    }

    /// <returns>What is wrong, and how to mend it; null when nothing is.</returns>
    private string? Complaint(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string name)
    {
        if (certificate is null)
        {
            return "it shows no certificate";
        }

        if (!_settings.Fingerprints.IsEmpty)
        {
            var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
            return _settings.Fingerprints.Contains(fingerprint) ? null
                : $"its certificate has the fingerprint {fingerprint}, which is none of tls.fingerprints";
        }

        var complaints = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            complaints.Add(OfChain(certificate, chain));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            complaints.Add($"its certificate is not for {name} but for {NamesOf(certificate)}: set tls.server-name to one of these, "
                + "if that is the Receiver");
        }

        return complaints.Count == 0 ? null : string.Join("; and ", complaints);
    }

    private string OfChain(X509Certificate2 certificate, X509Chain? chain)
    {
        var statuses = chain?.ChainStatus.Select(status => status.Status).Distinct().ToList() ?? [];
        if (statuses.Contains(X509ChainStatusFlags.NotTimeValid))
        {
            var now = DateTime.Now;
            var bad = chain!.ChainElements.Select(element => element.Certificate).FirstOrDefault(of => now > of.NotAfter || now < of.NotBefore) ?? certificate;
            return now < bad.NotBefore
                ? $"its certificate {Shown(bad.Subject)} is not valid before {Time(bad.NotBefore)}: is the clock of this machine right?"
                : $"its certificate {Shown(bad.Subject)} expired on {Time(bad.NotAfter)}: it has to be renewed there";
        }

        if (statuses.Contains(X509ChainStatusFlags.NotValidForUsage))
        {
            return "its certificate is not one for servers (extended key usage)";
        }

        return statuses.Any(status => status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot)
            ? $"its certificate comes from {Shown(certificate.Issuer)}, which {(_settings.Ca is { } ca ? $"does not lead to a root in tls.ca, {ca}" : "this machine does not trust: set tls.ca")}"
                + "; or the Receiver does not send its intermediate certificates"
            : $"its certificate is not trusted: {string.Join(", ", statuses)}";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(san => san.EnumerateDnsNames().Concat(san.EnumerateIPAddresses().Select(address => $"{address}")))
            .Select(SettingsText.Printable)
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : Shown(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
    }

    private static string Shown(string name) => SettingsText.Printable(name);

    private static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>A new one each time, because a handshake adds to it. Revocation is not looked up.</summary>
    private static X509ChainPolicy PolicyOf(Material material)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (!material.Authorities.IsEmpty)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            foreach (var authority in material.Authorities)
            {
                var isRoot = authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData);
                (isRoot ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
            }
        }

        return policy;
    }

    private Material Read()
    {
        lock (_lock)
        {
            var stamps = (FileStamp.Of(_settings.Ca), FileStamp.Of(_settings.Certificate), FileStamp.Of(_settings.Key));
            if (_material is null || stamps != _stamps)
            {
                Volatile.Write(ref _material, new Material(ReadAuthorities(), ReadOwn()));
                _stamps = stamps;
            }

            return _material;
        }
    }

    private ImmutableArray<X509Certificate2> ReadAuthorities()
    {
        if (_settings.Ca is not { } path)
        {
            return [];
        }

        var authorities = new X509Certificate2Collection();
        Use(path, () => authorities.ImportFromPemFile(path));
        return authorities.Count > 0 ? [.. authorities] : throw new ReceiverTlsException($"there is no certificate in tls.ca, {path}");
    }

    private SslStreamCertificateContext? ReadOwn()
    {
        if (_settings is not { Certificate: { } path, Key: { } key })
        {
            return null;
        }

        var chain = new X509Certificate2Collection();
        X509Certificate2? own = null;
        Use(path, () =>
        {
            chain.ImportFromPemFile(path);
            own = X509Certificate2.CreateFromPemFile(path, key);
        });
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(own!, chain, offline: true);
    }

    private static void Use(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ReceiverTlsException($"{path} cannot be used: {e.Message}", e);
        }
    }

    private sealed record Material(ImmutableArray<X509Certificate2> Authorities, SslStreamCertificateContext? Own);
}

/// <summary>TLS with a Receiver has failed. The message says which check it was, and how to mend it.</summary>
internal sealed class ReceiverTlsException(string message, Exception? cause = null) : Exception(message, cause);

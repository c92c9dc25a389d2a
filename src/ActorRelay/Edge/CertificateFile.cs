using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// The certificate of an https listener, read again when its files have changed, so that a renewal needs no restart.
/// New files that cannot be read leave the old certificate in use, and are logged once.
/// </summary>
internal sealed partial class CertificateFile(TlsSettings settings, TimeProvider time, ILogger log)
{
    /// <summary>Files are looked at no more often than this, at a handshake.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Loaded? _loaded;
    private (DateTime, DateTime, DateTime) _seen;
    private long _lookedAt;

    /// <summary>What to serve with now.</summary>
    /// <exception cref="CryptographicException">The files were never readable.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public Loaded Current
    {
        get
        {
            lock (_lock)
            {
                if (_loaded is null || time.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    Look();
                }

                return _loaded!;
            }
        }
    }

    private void Look()
    {
        _lookedAt = time.GetTimestamp();
        var stamp = (Stamp(settings.Certificate), Stamp(settings.Key), Stamp(settings.ClientCa));
        if (_loaded is not null && stamp == _seen)
        {
            return;
        }

        try
        {
            _loaded = Read();
            LogRead(_loaded.Certificate.Subject, _loaded.Certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception e) when (_loaded is not null && e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            LogUnreadable(e.Message);
        }

        _seen = stamp;
    }

    private Loaded Read()
    {
        using var fromPem = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key);

        // SslStream on Windows cannot use the ephemeral key that a PEM file gives.
        var certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(settings.Certificate);
        chain.RemoveAt(0);
        var clientCa = new X509Certificate2Collection();
        if (settings.ClientCa is not null)
        {
            clientCa.ImportFromPemFile(settings.ClientCa);
        }

        return new Loaded(certificate, chain, clientCa);
    }

    private static DateTime Stamp(string? path) => path is null ? default : File.GetLastWriteTimeUtc(path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving with certificate {Subject}, good until {NotAfter:u}")]
    private partial void LogRead(string subject, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed certificate files cannot be used, the old certificate stays: {Reason}")]
    private partial void LogUnreadable(string reason);

    /// <param name="Certificate">With its private key.</param>
    /// <param name="Intermediates">Sent along with it.</param>
    /// <param name="ClientCa">Who may issue client certificates; empty when none is asked for.</param>
    internal sealed record Loaded(
        X509Certificate2 Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection ClientCa);
}

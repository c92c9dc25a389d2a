using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// The certificates of the https listeners. At a handshake, at most once a second, it looks whether the files have
/// changed and reads them again (no watcher: those miss what mounts and links do). Files that are broken, or that do
/// not belong together yet, leave the certificates before them in use and are logged once. What ends soon is logged when that
/// is first seen, when it gets worse, and once a day. Thread-safe.
/// </summary>
internal sealed class CertificateFiles
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromDays(1);

    private static readonly List<SslApplicationProtocol> Protocols =
        [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private readonly Lock _looking = new();
    private readonly TlsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile TlsCertificates _current;
    private (FileStamp, FileStamp, FileStamp) _stamps;
    private long _looked;
    private CertificateState _warnedOf;
    private DateTimeOffset _warned;

    /// <summary>The files are read at once.</summary>
    /// <exception cref="Exception">They cannot be read, or do not belong together.</exception>
    public CertificateFiles(TlsSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _looked = time.GetTimestamp();
        _stamps = StampsOf(settings);
        _current = TlsCertificates.Read(settings);
        WarnOfEnd();
    }

    /// <summary>Every certificate in use, from files as they are now.</summary>
    public ImmutableArray<(string Path, CertificateLifetime Lifetime)> Lifetimes()
    {
        LookForChange();
        return _current.Lifetimes;
    }

    /// <summary>
    /// What a handshake is to use: TLS 1.2 or later, HTTP/2 by ALPN, a client certificate when <c>client-ca</c> says
    /// so.
    /// </summary>
    public SslServerAuthenticationOptions ForHandshake()
    {
        LookForChange();
        var certificates = _current;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Server,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = Protocols,
            ClientCertificateRequired = _settings.ClientCa is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = certificates.ClientPolicy(),
        };
    }

    private static (FileStamp, FileStamp, FileStamp) StampsOf(TlsSettings settings) =>
        (FileStamp.Of(settings.Certificate), FileStamp.Of(settings.Key), FileStamp.Of(settings.ClientCa));

    private void LookForChange()
    {
        // Whoever comes while another looks goes on with what there is.
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var now = _time.GetTimestamp();
            if (_time.GetElapsedTime(_looked, now) < BetweenLooks)
            {
                return;
            }

            _looked = now;
            var stamps = StampsOf(_settings);
            if (stamps != _stamps)
            {
                _stamps = stamps;
                _current = TlsCertificates.Read(_settings);
                EdgeLog.CertificateRead(_logger, SettingsText.OneLine(_settings.Certificate));
            }
        }
        catch (Exception exception)
        {
            EdgeLog.CertificateBroken(_logger, SettingsText.OneLine(_settings.Certificate), exception);
        }
        finally
        {
            WarnOfEnd();
            _looking.Exit();
        }
    }

    /// <summary>Called by one at a time.</summary>
    private void WarnOfEnd()
    {
        var now = _time.GetUtcNow();
        var (file, worst) = _current.Lifetimes.MaxBy(of => of.Lifetime.Judge(now));
        var path = SettingsText.OneLine(file);
        var state = worst.Judge(now);
        if (state != CertificateState.Good && (state > _warnedOf || now - _warned >= BetweenWarnings))
        {
            _warned = now;
            if (state == CertificateState.ExpiresSoon)
            {
                EdgeLog.CertificateEndsSoon(_logger, path, worst.Subject, worst.Describe(now));
            }
            else
            {
                EdgeLog.CertificateEnds(_logger, path, worst.Subject, worst.Describe(now));
            }
        }

        _warnedOf = state;
    }
}

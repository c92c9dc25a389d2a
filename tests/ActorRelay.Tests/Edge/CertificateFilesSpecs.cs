using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorRelay.Configuration;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class CertificateFilesSpecs : IDisposable
{
    private readonly TestCertificates _files = new();
    private readonly ManualTime _time = new() { Begin = DateTimeOffset.UtcNow.AddDays(-1) };
    private readonly LogLines _log = new();
    private readonly TlsSettings _settings;

    public CertificateFilesSpecs()
    {
        _settings = new TlsSettings
        {
            Certificate = _files.PathOf("tls.crt"),
            Key = _files.PathOf("tls.key"),
            ClientCa = null,
        };
        Write("first");
    }

    [Fact]
    public void Should_read_a_changed_certificate_again_within_a_second()
    {
        var certificates = Open();
        Write("second");

        Assert.Equal("CN=first", SubjectOf(certificates));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=second", SubjectOf(certificates));
    }

    [Fact]
    public void Should_warn_once_a_day_and_at_once_when_it_gets_worse()
    {
        var certificates = Open();
        var until = Assert.Single(certificates.Lifetimes()).Lifetime.Until;
        Assert.Empty(_log.Warnings);

        Handshakes(certificates, until.AddDays(-3));
        Assert.StartsWith("Warning Certificate ", Assert.Single(_log.Warnings));
        Assert.Equal(CertificateState.ExpiresSoon, Assert.Single(certificates.Lifetimes()).Lifetime.Judge(_time.GetUtcNow()));

        Handshakes(certificates, until.AddDays(-1.9));
        Assert.Equal(2, _log.Warnings.Count);

        Handshakes(certificates, until.AddDays(-1.8));
        Assert.Equal(2, _log.Warnings.Count);

        Handshakes(certificates, until.AddHours(1));
        Assert.Contains("expired on", Assert.Single(_log.Errors), StringComparison.Ordinal);
        Assert.Equal(CertificateState.Invalid, Assert.Single(certificates.Lifetimes()).Lifetime.Judge(_time.GetUtcNow()));
    }

    [Fact]
    public void Should_report_a_renewed_certificate_without_a_handshake()
    {
        var certificates = Open();
        Write("second");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("CN=second", Assert.Single(certificates.Lifetimes()).Lifetime.Subject);
    }

    private void Handshakes(CertificateFiles certificates, DateTimeOffset at)
    {
        _time.Advance(at - _time.GetUtcNow());
        certificates.ForHandshake();
        _time.Advance(TimeSpan.FromSeconds(2));
        certificates.ForHandshake();
    }

    [Fact]
    public void Should_not_read_what_has_not_changed()
    {
        var certificates = Open();
        var context = certificates.ForHandshake().ServerCertificateContext;
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(context, certificates.ForHandshake().ServerCertificateContext);
    }

    [Fact]
    public void Should_log_no_path_that_moves_a_cursor()
    {
        var odd = _settings with { Certificate = _files.PathOf("\u001b[2J\r.crt") };
        File.Copy(_settings.Certificate, odd.Certificate);
        var certificates = new CertificateFiles(odd, _time, _log);
        Handshakes(certificates, Assert.Single(certificates.Lifetimes()).Lifetime.Until.AddDays(-3));
        Handshakes(certificates, Assert.Single(certificates.Lifetimes()).Lifetime.Until.AddHours(1));
        File.AppendAllText(odd.Certificate, "\n");
        _time.Advance(TimeSpan.FromSeconds(2));
        certificates.ForHandshake();

        Assert.All(_log.All, line => Assert.Contains("?[2J?.crt", line, StringComparison.Ordinal));
        Assert.Equal(3, _log.All.Count);
    }

    [Fact]
    public void Should_keep_the_certificate_before_a_broken_one_and_say_so_once()
    {
        var certificates = Open();
        File.WriteAllText(_settings.Certificate, "-----BEGIN CERTIFICATE-----\nnonsense\n");

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal("CN=first", SubjectOf(certificates));
        }

        Assert.StartsWith("Error Certificate", Assert.Single(_log.All));
        Write("repaired");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=repaired", SubjectOf(certificates));
    }

    [Fact]
    public void Should_keep_the_certificate_before_one_whose_key_has_not_come_yet()
    {
        var certificates = Open();
        using var authority = TestCertificates.Authority("ca");
        using var next = TestCertificates.Leaf(authority, "next", TestCertificates.ServerAuthentication);
        _files.WriteChain("tls.crt", next);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=first", SubjectOf(certificates));

        _files.Write("tls.crt", "tls.key", next);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=next", SubjectOf(certificates));
    }

    [Fact]
    public void Should_survive_files_that_are_gone_for_a_while()
    {
        var certificates = Open();
        File.Delete(_settings.Key);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=first", SubjectOf(certificates));

        Write("back");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=back", SubjectOf(certificates));
    }

    [Fact]
    public void Should_see_that_a_link_in_the_middle_was_moved()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // As Kubernetes lays out a mounted secret: tls.crt -> ..data/tls.crt, ..data -> a folder for each version.
        foreach (var version in new[] { "v1", "v2" })
        {
            Directory.CreateDirectory(_files.PathOf(version));
            Write(version, version + "/");
        }

        File.Delete(_settings.Certificate);
        File.Delete(_settings.Key);
        Directory.CreateSymbolicLink(_files.PathOf("..data"), "v1");
        File.CreateSymbolicLink(_settings.Certificate, "..data/tls.crt");
        File.CreateSymbolicLink(_settings.Key, "..data/tls.key");
        var certificates = Open();
        Assert.Equal("CN=v1", SubjectOf(certificates));

        Directory.Delete(_files.PathOf("..data"));
        Directory.CreateSymbolicLink(_files.PathOf("..data"), "v2");
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("CN=v2", SubjectOf(certificates));
    }

    [Fact]
    public void Should_offer_tls_1_2_and_later_and_both_versions_of_http()
    {
        var options = Open().ForHandshake();

        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, options.EnabledSslProtocols);
        Assert.Equal([SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], options.ApplicationProtocols);
        Assert.False(options.ClientCertificateRequired);
    }

    [Fact]
    public void Should_fail_at_the_start_when_the_files_are_no_use()
    {
        File.WriteAllText(_settings.Key, "nonsense");
        Assert.ThrowsAny<CryptographicException>(Open);

        File.Delete(_settings.Certificate);
        Assert.ThrowsAny<IOException>(Open);
    }

    [Fact]
    public void Should_fail_when_client_ca_holds_no_root()
    {
        using var authority = TestCertificates.Authority("ca");
        using var leaf = TestCertificates.Leaf(authority, "leaf", TestCertificates.ClientAuthentication);
        _files.WriteChain("clients.pem", leaf);

        Assert.Throws<CryptographicException>(() =>
            new CertificateFiles(_settings with { ClientCa = _files.PathOf("clients.pem") }, _time, _log));
    }

    public void Dispose() => _files.Dispose();

    private static string SubjectOf(CertificateFiles certificates) =>
        certificates.ForHandshake().ServerCertificateContext!.TargetCertificate.Subject;

    private CertificateFiles Open() => new(_settings, _time, _log);

    private void Write(string name, string folder = "")
    {
        using var authority = TestCertificates.Authority("ca");
        using var leaf = TestCertificates.Leaf(authority, name, TestCertificates.ServerAuthentication);
        _files.Write(folder + "tls.crt", folder + "tls.key", leaf);
    }
}

using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class ReceiverTlsSettingsSpecs : IDisposable
{
    private readonly Edge.TestCertificates _files = new();

    public ReceiverTlsSettingsSpecs()
    {
        using var authority = Edge.TestCertificates.Authority("an authority");
        using var leaf = Edge.TestCertificates.Leaf(authority, "relay", Edge.TestCertificates.ClientAuthentication);
        using var other = Edge.TestCertificates.Leaf(authority, "other", Edge.TestCertificates.ClientAuthentication);
        _files.WriteChain("ca.pem", authority);
        _files.Write("relay.pem", "relay.key", leaf, authority);
        _files.Write("other.pem", "other.key", other);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Should_be_read_with_absolute_paths_and_plain_fingerprints()
    {
        var tls = Read("tls://siem.example:6514", $$"""
            ca = "{{_files.PathOf("ca.pem")}}", server-name = "siem", certificate = "{{_files.PathOf("relay.pem")}}", key = "{{_files.PathOf("relay.key")}}"
            fingerprints = ["{{string.Join(':', Enumerable.Repeat("ab", 32))}}", "sha256={{new string('0', 64)}}"]
            """).Valid().Receivers[0];

        Assert.Equal("tls://siem.example:6514", $"{tls.Addresses[0]}");
        Assert.Equal(
            (_files.PathOf("ca.pem"), "siem", _files.PathOf("relay.pem"), _files.PathOf("relay.key")),
            (tls.Tls.Ca, tls.Tls.ServerName, tls.Tls.Certificate, tls.Tls.Key));
        Assert.Equal([string.Concat(Enumerable.Repeat("AB", 32)), new string('0', 64)], tls.Tls.Fingerprints.AsEnumerable());
    }

    [Theory]
    [InlineData("ca = \"no-such\"", "cannot read ")]
    [InlineData("ca = \"relay.key\"", "expected a PEM file with BEGIN CERTIFICATE")]
    [InlineData("certificate = \"relay.pem\"", "tls.key: this is missing")]
    [InlineData("key = \"relay.key\"", "tls.certificate: this is missing")]
    [InlineData("certificate = \"relay.pem\", key = \"other.key\"", "this certificate and key cannot be used together")]
    [InlineData("server-name = \"not a name\"", "expected the name or IP address that its certificate has")]
    [InlineData("fingerprints = [\"ab:cd\"]", "expected a SHA-256 fingerprint, 64 hex digits")]
    public void Should_say_what_is_wrong(string tls, string expected)
    {
        foreach (var file in (string[])["relay.pem", "relay.key", "other.key"])
        {
            tls = tls.Replace($"\"{file}\"", $"\"{_files.PathOf(file)}\"", StringComparison.Ordinal);
        }

        var result = Read("tls://siem.example:6514", tls);

        var error = $"{Assert.Single(result.Errors)}";
        Assert.Contains("relay.receivers.siem.tls.", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_warn_where_it_does_nothing() =>
        Assert.Contains(
            Read("tcp://siem.example:514", "server-name = \"siem\"").Warnings,
            warning => $"{warning}".Contains("no address of this Receiver is tls://", StringComparison.Ordinal));

    private static SettingsResult Read(string address, string tls) => SettingsReader.Read($$"""
        relay {
          edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
          receivers { siem { address = "{{address}}", tls { {{tls}} } } }
        }
        """);
}

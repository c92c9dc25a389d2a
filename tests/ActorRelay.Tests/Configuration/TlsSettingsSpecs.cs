using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class TlsSettingsSpecs
{
    private static readonly (string Certificate, string Key) Pair = TestCertificates.Create("edge.example", TimeSpan.FromDays(90));
    private static readonly (string Certificate, string Key) Other = TestCertificates.Create("other.example", TimeSpan.FromDays(90));

    [Fact]
    public void Should_resolve_certificate_files_against_the_state_directory()
    {
        var tls = Read("certificate = \"tls/edge.pem\", key = \"/etc/edge.key\", client-ca = \"tls/edge.pem\"").Valid().Edge.Tls;

        Assert.Equal(
            new TlsSettings { Certificate = "/srv/state/tls/edge.pem", Key = "/etc/edge.key", ClientCa = "/srv/state/tls/edge.pem" }, tls);
    }

    [Theory]
    [InlineData("certificate = none, key = \"/etc/edge.key\"", "relay.edge.tls.certificate = \"none\": cannot read /srv/state/none: there is no such file")]
    [InlineData("certificate = \"tls/edge.pem\"", "relay.edge.tls.key: this is missing; expected a PEM file: certificate and key are needed together")]
    [InlineData("key = \"/etc/edge.key\"", "relay.edge.tls.certificate: this is missing; expected a PEM file: certificate and key are needed together")]
    [InlineData("certificate = \"/etc/edge.key\", key = \"/etc/edge.key\"", "relay.edge.tls.certificate = \"/etc/edge.key\": expected a PEM file with BEGIN CERTIFICATE")]
    [InlineData("certificate = \"tls/edge.pem\", key = \"tls/edge.pem\"", "relay.edge.tls.key = \"tls/edge.pem\": expected a PEM file with BEGIN PRIVATE KEY")]
    [InlineData("certificate = \"tls/edge.pem\", key = \"/etc/locked.key\"", "relay.edge.tls.key = \"/etc/locked.key\": this key is encrypted; the relay needs it unencrypted, readable by its user only")]
    [InlineData("certificate = \"tls/edge.pem\", key = \"/etc/edge.key\", client-ca = \"/etc/edge.key\"", "relay.edge.tls.client-ca = \"/etc/edge.key\": expected a PEM file with BEGIN CERTIFICATE")]
    public void Should_report_files_that_cannot_be_used(string tls, string expected)
    {
        var error = Assert.Single(Read(tls).Errors);
        Assert.Equal($"{error.Place}: {expected}", error.ToString());
        Assert.Equal(("f", 3), (error.Place.Source, error.Place.Line));
    }

    [Fact]
    public void Should_report_a_key_of_another_certificate()
    {
        var error = Assert.Single(Read("certificate = \"tls/edge.pem\", key = \"/etc/other.key\"").Errors);
        Assert.StartsWith("this certificate and key cannot be used together", error.Message);
    }

    private static SettingsResult Read(string tls) => SettingsReader.Read(new SettingsInput
    {
        Texts = [("f", $$"""
            relay {
              receivers.siem.address = "tcp://127.0.0.1:5514"
              edge { listen = "https://*:8443", secrets = [uAhX0dYxq4Nn8sT2bVwZ], tls { {{tls}} } }
            }
            """)],
        WorkingDirectory = "/srv",
        FileReader = new MemoryFiles(
            ("/srv/state/tls/edge.pem", Pair.Certificate), ("/etc/edge.key", Pair.Key), ("/etc/other.key", Other.Key),
            ("/etc/locked.key", Pair.Key.Replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))),
    });
}

using System.Security.Cryptography.X509Certificates;
using ActorRelay.Tests.Edge;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Certificates of one test: an authority, the Receiver's own and the relay's, and strangers' of both.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TestCertificates _files = new();

    public TlsFiles()
    {
        using var authority = TestCertificates.Authority("the authority");
        using var stranger = TestCertificates.Authority("a stranger");
        _files.WriteChain("ca.pem", authority);
        _files.WriteChain("stranger-ca.pem", stranger);
        Write("server", authority, TestCertificates.ServerAuthentication);
        Write("expired", authority, TestCertificates.ServerAuthentication, daysLeft: -1);
        Write("client", authority, TestCertificates.ClientAuthentication);
        Write("stranger", stranger, TestCertificates.ClientAuthentication);
    }

    public string Ca => _files.PathOf("ca.pem");

    public string StrangerCa => _files.PathOf("stranger-ca.pem");

    public string Certificate(string whose) => _files.PathOf($"{whose}.pem");

    public string Key(string whose) => _files.PathOf($"{whose}.key");

    /// <summary>The members of <c>tls { }</c>.</summary>
    public string Tls(string? client = null) =>
        $$"""tls { ca = "{{Ca}}"{{(client is null ? "" : $", certificate = \"{Certificate(client)}\", key = \"{Key(client)}\"")}} }""";

    public void Dispose() => _files.Dispose();

    private void Write(string whose, X509Certificate2 issuer, string usage, int daysLeft = 10)
    {
        using var leaf = TestCertificates.Leaf(issuer, whose == "client" ? "relay.example.test" : "localhost", usage, daysLeft);
        _files.Write($"{whose}.pem", $"{whose}.key", leaf);
    }
}

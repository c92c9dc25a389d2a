using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorRelay.Tests.Configuration;

/// <summary>Self-signed certificates as PEM.</summary>
internal static class TestCertificates
{
    public static (string Certificate, string Key) Create(string name, TimeSpan validFor)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + validFor);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

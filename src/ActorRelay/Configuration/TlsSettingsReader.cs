using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>tls { }</c> of a listener, and that its files are what they should be.</summary>
/// <param name="absolute">A path relative to state-dir, made absolute.</param>
/// <param name="readFile">The text of the file there.</param>
internal sealed class TlsSettingsReader(Func<string, string> absolute, Func<string, HoconFile> readFile)
{
    /// <param name="listener"><c>edge</c> or <c>inspection</c>.</param>
    /// <param name="https">An address of it is https, so a certificate is needed.</param>
    /// <param name="takesClients">It may ask clients for certificates.</param>
    /// <returns>Null when no certificate is set.</returns>
    public TlsSettings? Read(SettingsSection listener, bool https, bool takesClients = true)
    {
        var name = listener.Path.Split('.')[^1];
        var tls = listener.Section("tls");
        var certificate = tls.Text("certificate");
        var key = tls.Text("key");
        var clientCa = takesClients ? tls.Text("client-ca") : "";
        if (certificate.Length == 0 && key.Length == 0)
        {
            if (https)
            {
                listener.Missing("listen", $"https needs {name}.tls {{ certificate = \"FILE\", key = \"FILE\" }}");
            }

            if (clientCa.Length > 0)
            {
                tls.Error("client-ca", "client certificates need tls.certificate and tls.key");
            }

            return null;
        }

        CheckCertificate(tls, certificate, key);
        CheckClientCa(tls, clientCa);
        if (!https && listener.Has("listen"))
        {
            tls.Warn("certificate", $"no address of {name}.listen is https, so this does nothing");
        }

        return new TlsSettings
        {
            Certificate = absolute(certificate),
            Key = absolute(key),
            ClientCa = clientCa.Length == 0 ? null : absolute(clientCa),
        };
    }

    private void CheckCertificate(SettingsSection tls, string certificate, string key)
    {
        if (certificate.Length == 0 || key.Length == 0)
        {
            // Said where the other one was set: there is no other place to go to.
            var (set, missing) = key.Length == 0 ? ("certificate", "key") : ("key", "certificate");
            tls.Log.Error(
                tls.PlaceOf(set), tls.KeyOf(missing), null,
                "this is missing; expected a PEM file: certificate and key are needed together");
            return;
        }

        var certificatePem = ReadFile(tls, "certificate", certificate);
        var keyPem = ReadFile(tls, "key", key);
        if (certificatePem is null || keyPem is null)
        {
            return;
        }

        if (!HasPem(certificatePem, "CERTIFICATE"))
        {
            tls.Error("certificate", "expected a PEM file with BEGIN CERTIFICATE");
        }
        else if (HasPem(keyPem, "ENCRYPTED PRIVATE KEY"))
        {
            tls.Error("key", "this key is encrypted; the relay needs it unencrypted, readable by its user only");
        }
        else if (!HasPem(keyPem, "PRIVATE KEY"))
        {
            tls.Error("key", "expected a PEM file with BEGIN PRIVATE KEY");
        }
        else
        {
            CheckPair(tls, certificatePem, keyPem);
        }
    }

    private static void CheckPair(SettingsSection tls, string certificatePem, string keyPem)
    {
        try
        {
            using var _ = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            tls.Error("key", $"this certificate and key cannot be used together: {e.Message}");
        }
    }

    private void CheckClientCa(SettingsSection tls, string clientCa)
    {
        if (clientCa.Length == 0 || ReadFile(tls, "client-ca", clientCa) is not { } pem)
        {
            return;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            if (authorities.Count == 0)
            {
                tls.Error("client-ca", "expected a PEM file with BEGIN CERTIFICATE");
            }
        }
        catch (CryptographicException e)
        {
            tls.Error("client-ca", $"cannot be used: {e.Message}");
        }
    }

    private string? ReadFile(SettingsSection tls, string key, string path)
    {
        var file = readFile(path);
        if (file.Text is null)
        {
            tls.Error(key, $"cannot read {absolute(path)}: {file.Error}");
        }

        return file.Text;
    }

    private static bool HasPem(string pem, string label) =>
        pem.Contains("-----BEGIN ", StringComparison.Ordinal) && pem.Contains($"{label}-----", StringComparison.Ordinal);
}

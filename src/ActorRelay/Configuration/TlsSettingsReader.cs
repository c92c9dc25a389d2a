using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>tls { }</c> of a listener or a Receiver, and that its files are what they should be.</summary>
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
        CheckAuthorities(tls, "client-ca", clientCa);
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

    /// <param name="isTls">An address of it is tls://.</param>
    public ReceiverTlsSettings ReadReceiver(SettingsSection receiver, bool isTls)
    {
        var tls = receiver.Section("tls");
        var (ca, name) = (tls.Text("ca", ""), tls.Text("server-name", ""));
        var (certificate, key) = (tls.Text("certificate", ""), tls.Text("key", ""));
        CheckAuthorities(tls, "ca", ca);
        if (certificate.Length > 0 || key.Length > 0)
        {
            CheckCertificate(tls, certificate, key);
        }

        if (name.Length > 0 && Uri.CheckHostName(name) is UriHostNameType.Unknown)
        {
            tls.Error("server-name", "expected the name or IP address that its certificate has, such as siem.example.com");
        }

        var fingerprints = ReadFingerprints(tls);
        if (!isTls && receiver.Has("tls"))
        {
            receiver.Warn("tls", "no address of this Receiver is tls://, so this does nothing");
        }

        return new ReceiverTlsSettings
        {
            Ca = PathOf(ca),
            ServerName = name.Length == 0 ? null : name,
            Certificate = PathOf(certificate),
            Key = PathOf(key),
            Fingerprints = fingerprints,
        };

        string? PathOf(string path) => path.Length == 0 ? null : absolute(path);
    }

    /// <summary>As <c>openssl x509 -fingerprint -sha256</c> writes them, or without colons.</summary>
    private static ImmutableArray<string> ReadFingerprints(SettingsSection tls)
    {
        var fingerprints = ImmutableArray.CreateBuilder<string>();
        foreach (var text in tls.Has("fingerprints") ? tls.Texts("fingerprints") : [])
        {
            var digits = text.Text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
            digits = digits.StartsWith("SHA256", StringComparison.Ordinal) ? digits[6..].TrimStart('=') : digits;
            if (digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit))
            {
                fingerprints.Add(digits);
            }
            else
            {
                tls.Log.Error(
                    text.Place, tls.KeyOf("fingerprints"), tls.Show(text),
                    "expected a SHA-256 fingerprint, 64 hex digits with or without colons: openssl x509 -in FILE -noout -fingerprint -sha256");
            }
        }

        return fingerprints.ToImmutable();
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

    private void CheckAuthorities(SettingsSection tls, string key, string path)
    {
        if (path.Length == 0 || ReadFile(tls, key, path) is not { } pem)
        {
            return;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            if (authorities.Count == 0)
            {
                tls.Error(key, "expected a PEM file with BEGIN CERTIFICATE");
            }
        }
        catch (CryptographicException e)
        {
            tls.Error(key, $"cannot be used: {e.Message}");
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

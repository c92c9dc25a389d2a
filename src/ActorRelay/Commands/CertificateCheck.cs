using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Commands;

/// <summary>Looks at the certificate file of the edge: whose, until when, and what stands behind the first.</summary>
internal static class CertificateCheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static IEnumerable<CheckReport> Look(TlsSettings tls, IHoconFiles files, DateTimeOffset now)
    {
        var what = $"certificate {tls.Certificate}";
        var file = files.Read(tls.Certificate);
        if (file.Text is null)
        {
            return [new CheckReport(CheckLevel.Failed, what, file.Error ?? "")];
        }

        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(file.Text);
            return chain.Count == 0
                ? [new CheckReport(CheckLevel.Failed, what, "there is no certificate in it")]
                : Describe(chain, what, now);
        }
        catch (CryptographicException e)
        {
            return [new CheckReport(CheckLevel.Failed, what, e.Message)];
        }
        finally
        {
            foreach (var certificate in chain)
            {
                certificate.Dispose();
            }
        }
    }

    private static List<CheckReport> Describe(X509Certificate2Collection chain, string what, DateTimeOffset now)
    {
        var reports = new List<CheckReport> { Describe(chain[0], what, now) };
        for (var i = 1; i < chain.Count; i++)
        {
            reports.Add(Describe(chain[i], $"{what}, number {i + 1}", now));
        }

        if (chain[0].SubjectName.RawData.AsSpan().SequenceEqual(chain[0].IssuerName.RawData))
        {
            reports.Add(new CheckReport(
                CheckLevel.Warning, what, "it is self-signed: Logpush accepts only certificates of a public authority"));
        }
        else if (chain.Count == 1)
        {
            reports.Add(new CheckReport(
                CheckLevel.Warning, what, "no intermediate certificate behind the first: clients may not trust it"));
        }

        return reports;
    }

    private static CheckReport Describe(X509Certificate2 certificate, string what, DateTimeOffset now)
    {
        DateTimeOffset begin = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        var level = end <= now || begin > now ? CheckLevel.Failed
            : end - now < Soon ? CheckLevel.Warning
            : CheckLevel.Good;
        return new CheckReport(level, what, string.Create(
            CultureInfo.InvariantCulture,
            $"{certificate.Subject}, valid from {begin:yyyy-MM-dd} to {end:yyyy-MM-dd} ({(end - now).TotalDays:F0} days left)"));
    }
}

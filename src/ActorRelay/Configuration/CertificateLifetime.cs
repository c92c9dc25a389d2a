using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace ActorRelay.Configuration;

/// <summary>
/// How long a certificate is good, and the one rule by which <c>check</c>, the log, <c>status</c> and <c>/readyz</c> judge
/// what is left of that: a share of its lifetime, for some live ten years and some six days.
/// </summary>
internal sealed record CertificateLifetime(string Subject, DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly TimeSpan MostWarning = TimeSpan.FromDays(30);
    private static readonly TimeSpan MostDegraded = TimeSpan.FromDays(14);

    public static CertificateLifetime Of(X509Certificate2 certificate) => new(
        SettingsText.Printable(certificate.Subject),
        certificate.NotBefore.ToUniversalTime(),
        certificate.NotAfter.ToUniversalTime());

    public CertificateState Judge(DateTimeOffset now)
    {
        var left = Until - now;
        var lifetime = Until - From;
        return left <= TimeSpan.Zero || now < From ? CertificateState.Invalid
            : left <= Least(lifetime / 10, MostDegraded) ? CertificateState.Expires
            : left <= Least(lifetime / 3, MostWarning) ? CertificateState.ExpiresSoon
            : CertificateState.Good;
    }

    /// <summary>For a sentence: until when, and what to do when that is soon.</summary>
    /// <param name="refusedBy">Who does not take it once it is over.</param>
    public string Describe(DateTimeOffset now, string refusedBy = "Logpush")
    {
        var left = Until - now;
        return now < From ? string.Create(CultureInfo.InvariantCulture, $"is not valid before {From:yyyy-MM-dd HH:mm}Z: is the clock right?")
            : left <= TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"expired on {Until:yyyy-MM-dd HH:mm}Z, and {refusedBy} refuses it: renew it")
            : string.Create(CultureInfo.InvariantCulture, $"expires on {Until:yyyy-MM-dd HH:mm}Z, in {Left(left)}{(Judge(now) == CertificateState.Good ? "" : ": renew it")}");
    }

    private static string Left(TimeSpan left) =>
        left.TotalDays >= 2 ? $"{(int)left.TotalDays} days" : $"{(int)left.TotalHours} hours";

    private static TimeSpan Least(TimeSpan share, TimeSpan most) => share < most ? share : most;
}

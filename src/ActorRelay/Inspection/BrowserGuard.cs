using System.Collections.Immutable;
using ActorRelay.Configuration;
using Microsoft.Net.Http.Headers;

namespace ActorRelay.Inspection;

/// <summary>
/// Keeps pages of others, open in an operator's browser, from what inspection shows and does. Such a page reaches even a
/// loopback address: by a name of its own that it lets point there (DNS rebinding), or by plain requests across sites. So
/// a request names this relay by an address, as <c>localhost</c> or by one of <c>inspection.hosts</c>, and says of no other
/// page that it sent it. A program is asked for no more than that.
/// </summary>
internal sealed class BrowserGuard(ImmutableArray<string> hosts)
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>
    /// The relay's own page, and who typed the address. A page of the same site is another page: who has any name below a
    /// domain, or any port of a host, has such a page.
    /// </summary>
    private static readonly ImmutableArray<string> OwnSites = ["same-origin", "none"];

    /// <summary>What probes and scrapers ask for by whatever name they know; there is nothing in it to keep from anyone.</summary>
    private static readonly ImmutableArray<string> Open = ["/healthz", "/readyz", "/metrics"];

    /// <returns>Null when the request may be answered; else the status and text to refuse it with.</returns>
    public (int Status, string Error)? Refusal(HttpRequest request)
    {
        if (IsOpen(request.Path))
        {
            return null;
        }

        if (!IsOurs(request.Host.Host))
        {
            var host = SettingsText.Printable(request.Host.Host);
            return (StatusCodes.Status421MisdirectedRequest,
                $"\"{host}\" is not a name of this relay: set relay.inspection.hosts = [\"{host}\"], or ask by an IP address "
                + "or localhost");
        }

        return IsOfAnotherPage(request)
            ? (StatusCodes.Status403Forbidden,
                "another page sent this: open the relay's own address, or use actorrelay relay")
            : null;
    }

    /// <summary>Everybody may have it, by whatever name.</summary>
    public static bool IsOpen(PathString path) => Open.Contains(path.Value ?? "");

    private bool IsOurs(string host) =>
        Uri.CheckHostName(host) is UriHostNameType.IPv4 or UriHostNameType.IPv6
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a page of the relay's own sends has the host and port of the request as its origin.</summary>
    private static bool IsOfAnotherPage(HttpRequest request)
    {
        var origin = request.Headers[HeaderNames.Origin];
        return request.Headers[FetchSite].Any(site => !OwnSites.Contains(site ?? "", StringComparer.OrdinalIgnoreCase))
            || (origin.Count > 0
                && !$"{request.Scheme}://{request.Host.Value}".Equals(origin.ToString(), StringComparison.OrdinalIgnoreCase));
    }
}

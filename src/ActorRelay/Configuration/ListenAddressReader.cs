using System.Globalization;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>http://127.0.0.1:8080</c> and its like.</summary>
internal static class ListenAddressReader
{
    public const string Allowed = $"http://ADDRESS:PORT or https://ADDRESS:PORT, {Parts}";

    private const string Parts = "ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535";

    public static bool TryParse(string text, out ListenAddress? address)
    {
        address = null;
        var https = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!https && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = text[(https ? 8 : 7)..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        if (colon < 0 ||
            !ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = rest[..colon];
        if (host is "*" or "+")
        {
            address = new ListenAddress(https, null, port);
            return true;
        }

        if (ParseHost(host) is not { } ip)
        {
            return false;
        }

        address = new ListenAddress(https, ip, port);
        return true;
    }

    /// <summary>Both take the same port of this machine.</summary>
    public static bool Collide(ListenAddress a, ListenAddress b) =>
        a.Port == b.Port && a.Port != 0 && (IsAny(a) || IsAny(b) || a.Address!.Equals(b.Address));

    private static bool IsAny(ListenAddress a) =>
        a.Address is null || a.Address.Equals(IPAddress.Any) || a.Address.Equals(IPAddress.IPv6Any);

    private static IPAddress? ParseHost(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        var isV6 = host.StartsWith('[') && host.EndsWith(']');
        var bare = isV6 ? host[1..^1] : host;

        // IPAddress takes 1 for 0.0.0.1; nobody who writes that means it.
        var isWhole = isV6 || bare.Count(c => c == '.') == 3;
        return isWhole && isV6 == bare.Contains(':') && IPAddress.TryParse(bare, out var ip) ? ip : null;
    }
}

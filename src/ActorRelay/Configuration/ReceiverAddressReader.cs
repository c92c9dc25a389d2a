using System.Globalization;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>tcp://siem.example:514</c> and its like.</summary>
internal static class ReceiverAddressReader
{
    public const string Allowed =
        "tcp://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535";

    private const string Scheme = "tcp://";

    /// <summary>The address, or what is wrong with it.</summary>
    public static (ReceiverAddress? Address, string? Error) Parse(string text)
    {
        var scheme = text[..Math.Max(0, text.IndexOf("://", StringComparison.Ordinal))];
        switch (scheme.ToLowerInvariant())
        {
            case "tcp":
                var rest = text[Scheme.Length..];
                var missing = rest.Length > 0 && !rest.Contains(':') ? "the port is missing; " : "";
                var address = ParseHostAndPort(rest);
                return (address, address is null ? $"{missing}expected {Allowed}" : null);
            case "tls" or "relp" or "relps":
                return (null, $"this version of the relay does not speak {scheme}:// yet; it speaks tcp://");
            case "udp":
                return (null, "udp:// loses what it cannot deliver, so the relay does not speak it; it speaks tcp://");
            default:
                return (null, $"expected {Allowed}");
        }
    }

    private static ReceiverAddress? ParseHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 ||
            !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ||
            port == 0)
        {
            return null;
        }

        var host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            return host.Contains(':') && IPAddress.TryParse(host[1..^1], out _)
                ? new ReceiverAddress(host[1..^1], port)
                : null;
        }

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 && host.All(char.IsAscii)
            ? new ReceiverAddress(host, port)
            : null;
    }
}

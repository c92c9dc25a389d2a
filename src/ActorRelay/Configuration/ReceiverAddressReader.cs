using System.Globalization;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>tcp://siem.example:514</c>, <c>tls://siem.example:6514</c> and its like.</summary>
internal static class ReceiverAddressReader
{
    public const string Allowed =
        "tcp://HOST:PORT or tls://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535";

    /// <summary>The address, or what is wrong with it.</summary>
    public static (ReceiverAddress? Address, string? Error) Parse(string text)
    {
        var scheme = text[..Math.Max(0, text.IndexOf("://", StringComparison.Ordinal))];
        switch (scheme.ToLowerInvariant())
        {
            case "tcp" or "tls":
                var rest = text[(scheme.Length + "://".Length)..];
                var missing = rest.Length > 0 && !rest.Contains(':') ? "the port is missing; " : "";
                var address = ParseHostAndPort(rest, scheme.Equals("tls", StringComparison.OrdinalIgnoreCase));
                return (address, address is null ? $"{missing}expected {Allowed}" : null);
            case "relp" or "relps":
                return (null, $"this version of the relay does not speak {scheme}:// yet; it speaks tcp:// and tls://");
            case "udp":
                return (null, "udp:// loses what it cannot deliver, so the relay does not speak it; it speaks tcp:// and tls://");
            default:
                return (null, $"expected {Allowed}");
        }
    }

    private static ReceiverAddress? ParseHostAndPort(string text, bool isTls)
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
                ? new ReceiverAddress(host[1..^1], port, isTls)
                : null;
        }

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 && host.All(char.IsAscii)
            ? new ReceiverAddress(host, port, isTls)
            : null;
    }
}

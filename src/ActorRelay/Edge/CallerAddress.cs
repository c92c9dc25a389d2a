using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;
using Microsoft.Extensions.Primitives;

namespace ActorRelay.Edge;

/// <summary>
/// Tells whether a post comes from an allowed network. Behind a trusted proxy the address is the right-most one of
/// X-Forwarded-For that is no trusted proxy (each proxy appends who it talked to, so what is left of that is hearsay),
/// or that of CF-Connecting-IP when there is no X-Forwarded-For (a proxy that is not Cloudflare's passes on one that anybody
/// wrote). What a proxy says but cannot be read is not allowed.
/// </summary>
internal sealed class CallerAddress(EdgeSettings settings)
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ConnectingIp = "CF-Connecting-IP";
    private const int MappedPrefix = 96;

    private readonly ImmutableArray<IPNetwork> _allowed = [.. settings.AllowFrom.Select(Unmap)];
    private readonly ImmutableArray<IPNetwork> _proxies = [.. settings.TrustedProxies.Select(Unmap)];

    public bool IsAllowed(IPAddress? peer, IHeaderDictionary headers)
    {
        if (_allowed.IsEmpty && _proxies.IsEmpty)
        {
            return true;
        }

        return Resolve(peer, headers) is { } address && (_allowed.IsEmpty || Contains(_allowed, address));
    }

    /// <summary>
    /// Whether a post by this peer could be allowed, whatever its headers say.
    /// </summary>
    public bool MayConnect(IPAddress peer) => _allowed.IsEmpty || Contains(_allowed, Unmap(peer)) || IsProxy(peer);

    public bool IsProxy(IPAddress peer) => Contains(_proxies, Unmap(peer));

    /// <returns>Null when it cannot be told.</returns>
    internal IPAddress? Resolve(IPAddress? peer, IHeaderDictionary headers)
    {
        if (peer is null)
        {
            return null;
        }

        var address = Unmap(peer);
        if (!Contains(_proxies, address))
        {
            return address;
        }

        if (headers.TryGetValue(ForwardedFor, out var forwarded))
        {
            return Walk(forwarded);
        }

        return headers.TryGetValue(ConnectingIp, out var connecting) ? Parse(connecting.ToString()) : address;
    }

    private static bool Contains(ImmutableArray<IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address));

    /// <summary>An address as proxies write it: IPv4, IPv6, either with a port, IPv6 then in brackets.</summary>
    private static IPAddress? Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed.All(IsOfAddress) && (!trimmed.Contains('.') && trimmed.Contains(':') || HasDottedQuad(trimmed))
            && IPEndPoint.TryParse(trimmed, out var endpoint)
                ? Unmap(endpoint.Address)
                : null;
    }

    private static bool IsOfAddress(char c) => char.IsAsciiHexDigit(c) || c is ':' or '.' or '[' or ']';

    /// <summary>
    /// The framework also takes octal, hexadecimal and short forms of IPv4, which others understand differently.
    /// </summary>
    private static bool HasDottedQuad(string text)
    {
        var isVersion6 = text.StartsWith('[') || text.Count(static c => c == ':') > 1;
        var host = isVersion6 ? text.Split(']')[0] : text.Split(':')[0];
        var parts = host[(host.LastIndexOf(':') + 1)..].Split('.');
        return parts.Length == 4 && parts.All(static part =>
            part.Length is >= 1 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }

    private static IPAddress Unmap(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : WithoutScope(address);

    /// <summary>A link-local peer comes with the number of the interface, which no network contains.</summary>
    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;

    private static IPNetwork Unmap(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
            : network;

    private IPAddress? Walk(StringValues forwarded)
    {
        IPAddress? address = null;
        foreach (var text in forwarded.ToString().Split(',').Reverse())
        {
            address = Parse(text);
            if (address is null || !Contains(_proxies, address))
            {
                return address;
            }
        }

        return address;
    }
}

using System.Collections.Immutable;
using System.Net;
using ActorRelay.Configuration;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <summary>
/// Who a post comes from, and whether <c>allow-from</c> lets them in. A header is believed only from one of
/// <c>trusted-proxies</c>: of X-Forwarded-For the last address that is not itself a trusted proxy, else
/// CF-Connecting-IP. What cannot be read is nobody, and is not let in.
/// </summary>
internal sealed class ClientAddress(EdgeSettings settings)
{
    private readonly ImmutableArray<IPNetwork> _allowFrom = settings.AllowFrom;
    private readonly ImmutableArray<IPNetwork> _trusted = settings.TrustedProxies;

    public bool Allow(HttpContext context) => _allowFrom.IsEmpty || (Of(context) is { } client && IsIn(_allowFrom, client));

    /// <summary>The client's address; null when a trusted proxy names one that cannot be read.</summary>
    public IPAddress? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } peer)
        {
            return null;
        }

        peer = Plain(peer);
        if (!IsIn(_trusted, peer))
        {
            return peer;
        }

        var headers = context.Request.Headers;
        var forwarded = headers["X-Forwarded-For"].ToString();
        if (forwarded.Length > 0)
        {
            return LastUntrusted(forwarded);
        }

        var connecting = headers["CF-Connecting-IP"].ToString();
        return connecting.Length == 0 ? peer : Parse(connecting);
    }

    private IPAddress? LastUntrusted(string forwarded)
    {
        IPAddress? client = null;
        foreach (var entry in forwarded.Split(',').Reverse())
        {
            client = Parse(entry);
            if (client is null || !IsIn(_trusted, client))
            {
                return client;
            }
        }

        return client;
    }

    private static IPAddress? Parse(string text) => IPAddress.TryParse(text.Trim(), out var address) ? Plain(address) : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsIn(ImmutableArray<IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address));
}

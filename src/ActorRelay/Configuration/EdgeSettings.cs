using System.Collections.Immutable;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>The door Cloudflare knocks at: <c>relay.edge { }</c>.</summary>
internal sealed record EdgeSettings
{
    public required ImmutableArray<ListenAddress> Listen { get; init; }

    /// <summary>Needed when an address of <see cref="Listen"/> is https, else null.</summary>
    public required TlsSettings? Tls { get; init; }

    /// <summary>Name of the header that carries the secret.</summary>
    public required string SecretHeader { get; init; }

    /// <summary>Any of them opens the door. Never empty.</summary>
    public required ImmutableArray<SecretSettings> Secrets { get; init; }

    /// <summary>Networks a post may come from; empty means any.</summary>
    public required ImmutableArray<IPNetwork> AllowFrom { get; init; }

    /// <summary>Proxies whose X-Forwarded-For and CF-Connecting-IP are believed.</summary>
    public required ImmutableArray<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Largest body as received, in bytes.</summary>
    public required long MaxBody { get; init; }

    /// <summary>Largest body once inflated, in bytes.</summary>
    public required long MaxInflated { get; init; }

    /// <summary>Longest line, in bytes; a longer one goes to quarantine.</summary>
    public required int MaxLine { get; init; }

    /// <summary>Memory for bodies as received, in bytes, all posts together.</summary>
    public required long InFlight { get; init; }

    /// <summary>From the request's headers to its body's last byte.</summary>
    public required TimeSpan UploadTimeout { get; init; }

    /// <summary>From the body's last byte to an answer.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>When a post is answered 200.</summary>
    public required AcknowledgeWhen Acknowledge { get; init; }
}

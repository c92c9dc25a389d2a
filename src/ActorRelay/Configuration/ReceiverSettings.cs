using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>One Receiver: one output (format, transport) with one or more addresses. <c>relay.receivers.NAME { }</c></summary>
internal sealed record ReceiverSettings
{
    public required string Name { get; init; }

    public required ImmutableArray<ReceiverAddress> Addresses { get; init; }

    /// <summary>Connections to each address.</summary>
    public required int Connections { get; init; }

    /// <summary>Its kind, as <see cref="OutputProfiles"/> names it; what it reads is <see cref="Format"/>.</summary>
    public required string Profile { get; init; }

    public required OutputFormat Format { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>A connection on which nothing moves for this long, though there is something to send, is given up.</summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary>Without a live connection for this long, the Receiver is down.</summary>
    public required TimeSpan DownAfter { get; init; }

    /// <summary>
    /// Bytes that a connection's last blocks keep once they are acknowledged, because a Receiver that ends badly may not
    /// have read them.
    /// </summary>
    public required long Replay { get; init; }

    /// <summary>First pause between attempts to connect; it doubles, with jitter, up to <see cref="BackoffMax"/>.</summary>
    public required TimeSpan BackoffMin { get; init; }

    public required TimeSpan BackoffMax { get; init; }

    /// <summary>Idle time before the first TCP keepalive probe.</summary>
    public required TimeSpan Keepalive { get; init; }
}

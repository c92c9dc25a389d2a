using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>One Receiver: one output (format, transport) with one or more addresses. <c>relay.receivers.NAME { }</c></summary>
internal sealed record ReceiverSettings
{
    private const long Block = 256L << 10;

    public required string Name { get; init; }

    public required ImmutableArray<ReceiverAddress> Addresses { get; init; }

    /// <summary>For those of them that speak TLS.</summary>
    public ReceiverTlsSettings Tls { get; init; } = new();

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

    /// <summary>When nothing is confirmed for this long, though bytes wait, the Receiver is hung, and treated as one that is down.</summary>
    public required TimeSpan HungAfter { get; init; }

    /// <summary>
    /// Bytes that are kept of each connection once they are acknowledged, because a Receiver that ends badly may not have
    /// read them.
    /// </summary>
    public required long Replay { get; init; }

    /// <summary>Connections to all addresses.</summary>
    public int AllConnections => Connections * Math.Max(1, Addresses.Length);

    /// <summary>
    /// Blocks of 256 KiB that a connection may keep for <see cref="Replay"/>: four more than it fills, because the oldest is
    /// kept whole while a byte of it counts, the last has yet to fill, and two may stay empty for want of copying.
    /// </summary>
    public int ReplayBlocks => ReplayBlocksFor(Replay);

    /// <summary>
    /// A connection of this age is half-closed, and made anew once the Receiver has closed it too; zero for never.
    /// </summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>What it is sent at most.</summary>
    public MaxRate MaxRate { get; init; } = MaxRate.None;

    /// <summary>First pause between attempts to connect; it doubles, with jitter, up to <see cref="BackoffMax"/>.</summary>
    public required TimeSpan BackoffMin { get; init; }

    public required TimeSpan BackoffMax { get; init; }

    /// <summary>Idle time before the first TCP keepalive probe.</summary>
    public required TimeSpan Keepalive { get; init; }

    internal static int ReplayBlocksFor(long replay) => replay == 0 ? 0 : (int)((replay + Block - 1) / Block) + 4;
}

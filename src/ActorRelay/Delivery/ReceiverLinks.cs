using System.Collections.Immutable;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>The connections of one Receiver: which of them gets which block, and when.</summary>
internal sealed class ReceiverLinks
{
    /// <summary>
    /// Blocks that a connection may have and not have written: one that is being written and one to go on with, so that
    /// the socket is not idle while messages travel.
    /// </summary>
    public const int Window = 2;

    /// <summary>
    /// A connection that writes nothing for so long holds up what its batches send to other Receivers, and they are told.
    /// </summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>The limit on what goes; null where there is none.</summary>
    private readonly RateLimit? _rate;

    private int _firstOnRate;

    /// <param name="release">Takes a block that is no longer kept to be sent again.</param>
    public ReceiverLinks(ReceiverSettings settings, DateTimeOffset now, Action<Block> release)
    {
        _rate = settings.MaxRate == MaxRate.None ? null : new RateLimit(settings.MaxRate, now);
        var memory = new ReplayMemory(settings);
        All =
        [
            .. Enumerable.Range(0, settings.AllConnections).Select(i => new Link(
                i + 1,
                settings.Addresses[i % settings.Addresses.Length],
                new Backoff(settings.BackoffMin, settings.BackoffMax, Random.Shared),
                new ReplayRing(settings.Replay, settings.Format.Framing, memory, release),
                new ReplayLimit(settings.Replay))),
        ];
    }

    public ImmutableArray<Link> All { get; }

    /// <summary>What has no connection to go to, because none is live.</summary>
    public SendQueue Stranded { get; } = new(null);

    public bool HasLive => All.Any(link => link.IsLive);

    /// <summary>So many bytes here are not confirmed, what had been and is sent again included.</summary>
    public long OutstandingBytes => Stranded.Bytes + All.Sum(link => link.OutstandingBytes);

    public Link Of(IActorRef connection)
    {
        foreach (var link in All)
        {
            if (connection.Equals(link.Connection))
            {
                return link;
            }
        }

        throw new InvalidOperationException($"{connection} is none of the connections of this Receiver.");
    }

    /// <summary>Where a batch goes that comes now; null when no connection takes blocks.</summary>
    public Link? FewestOutstanding()
    {
        Link? fewest = null;
        foreach (var link in All)
        {
            if (link.TakesBlocks && (fewest is null ||
                (link.OutstandingBytes, link.Queue.Lanes).CompareTo((fewest.OutstandingBytes, fewest.Queue.Lanes)) < 0))
            {
                fewest = link;
            }
        }

        return fewest;
    }

    /// <summary>A batch that comes now would wait for a slow connection, wherever it went.</summary>
    public bool IsSlow(DateTimeOffset now) => FewestOutstanding()?.IsSlow(SlowAfter, now) == true
        && All.All(link => !link.IsLive || link.IsSlow(SlowAfter, now));

    /// <summary>Hands blocks over to a connection, as many as its window and <c>max-rate</c> allow.</summary>
    /// <returns>How long <c>max-rate</c> allows no more; then all connections are to be looked at again.</returns>
    public TimeSpan HandOver(Link? link, DateTimeOffset now)
    {
        while (link is { TakesBlocks: true, Unwritten: < Window, Queue.Bytes: > 0 })
        {
            if (_rate?.Wait(now) is { } wait && wait > TimeSpan.Zero)
            {
                return wait;
            }

            if (link.Queue.Take() is not { } outbound)
            {
                break;
            }

            HandOver(link, outbound, now);
        }

        return TimeSpan.Zero;
    }

    /// <summary><c>max-rate</c> allows more: the connection after the one that was first the last time is first.</summary>
    public TimeSpan HandOverFairly(DateTimeOffset now)
    {
        _firstOnRate = (_firstOnRate + 1) % All.Length;
        var wait = TimeSpan.Zero;
        for (var i = 0; i < All.Length && wait == TimeSpan.Zero; i++)
        {
            wait = HandOver(All[(_firstOnRate + i) % All.Length], now);
        }

        return wait;
    }

    /// <summary>Ends a connection with all that waits for it, which is only what has to be sent again.</summary>
    public void EndInOrder(Link link, DateTimeOffset now)
    {
        while (link.TakesBlocks && link.Queue.Take() is { } outbound)
        {
            HandOver(link, outbound, now);
        }

        link.Connection?.Tell(ConnectionProtocol.Drain.Instance);
    }

    /// <summary>Memory that one ring gives up may be what another can put in the place of a block that is not its own.</summary>
    public void GiveBack()
    {
        foreach (var link in All)
        {
            link.Ring.GiveBack();
        }
    }

    private void HandOver(Link link, OutboundBlock outbound, DateTimeOffset now)
    {
        _rate?.Take(outbound.Block.Lines, outbound.Block.Length);
        link.HandOver(outbound, now);
        link.Connection.Tell(new ConnectionProtocol.Write(link.Session, outbound.Sequence, outbound.Block.Content));
    }
}

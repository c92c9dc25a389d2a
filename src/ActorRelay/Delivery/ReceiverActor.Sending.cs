using ActorRelay.Blocks;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <content>Which connection gets which block, and when.</content>
internal sealed partial class ReceiverActor
{
    private Link? FewestOutstanding()
    {
        Link? fewest = null;
        foreach (var link in _links)
        {
            if (link.TakesBlocks && (fewest is null ||
                (link.OutstandingBytes, link.Queue.Lanes).CompareTo((fewest.OutstandingBytes, fewest.Queue.Lanes)) < 0))
            {
                fewest = link;
            }
        }

        return fewest;
    }

    private void HandOver(Link? link)
    {
        while (link is { TakesBlocks: true, Unwritten: < ConnectionWindow, Queue.Bytes: > 0 } && MayHandOver()
            && link.Queue.Take() is { } outbound)
        {
            HandOver(link, outbound);
        }
    }

    /// <summary>When <c>max-rate</c> does not allow it now, all connections are looked at again once it does.</summary>
    private bool MayHandOver()
    {
        var wait = _rate?.Wait(Now) ?? TimeSpan.Zero;
        if (wait > TimeSpan.Zero && !Timers.IsTimerActive(RateKey))
        {
            Timers.StartSingleTimer(RateKey, RateAllows.Instance, wait);
        }

        return wait == TimeSpan.Zero;
    }

    /// <summary>The connection after the one that was first the last time is first.</summary>
    private void HandOverFairly()
    {
        _firstOnRate = (_firstOnRate + 1) % _links.Length;
        for (var i = 0; i < _links.Length; i++)
        {
            HandOver(_links[(_firstOnRate + i) % _links.Length]);
        }
    }

    private void HandOver(Link link, OutboundBlock outbound)
    {
        _rate?.Take(outbound.Block.Lines, outbound.Block.Length);
        link.HandOver(outbound, Now);
        link.Connection.Tell(new ConnectionProtocol.Write(link.Session, outbound.Sequence, outbound.Block.Content));
    }
}

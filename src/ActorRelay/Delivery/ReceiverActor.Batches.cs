using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <content>The batches attached to it: their blocks, and what their stages are told.</content>
internal sealed partial class ReceiverActor
{
    private void OnAttach(ReceiverProtocol.Attach attach)
    {
        // A batch has one stage; an earlier one that could not say so is gone.
        OnDetach(attach.Batch);
        if (_down || _hung || _draining)
        {
            attach.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
            return;
        }

        var lane = new Lane(attach.Batch, attach.Stage, attach.IsBacklog);
        _lanes[attach.Batch] = lane;
        if (FewestOutstanding()?.IsSlow(SlowAfter, Now) == true && _links.All(link => !link.IsLive || link.IsSlow(SlowAfter, Now)))
        {
            TellSlow(lane);
        }
    }

    private void TellOfSlow()
    {
        foreach (var lane in _lanes.Values)
        {
            if (lane is { IsToldSlow: false, Queue.Link: { } link } && link.IsSlow(SlowAfter, Now))
            {
                TellSlow(lane);
            }
        }
    }

    private static void TellSlow(Lane lane)
    {
        lane.IsToldSlow = true;
        lane.Stage.Tell(ReceiverProtocol.Slow.Instance);
    }

    private void OnDeliver(ReceiverProtocol.Deliver deliver)
    {
        if (!_lanes.TryGetValue(deliver.Batch, out var lane))
        {
            deliver.Block.Return();
            return;
        }

        _owned.Add(deliver.Block);
        _hang.Wait(Now);
        var queue = lane.Queue ?? FewestOutstanding()?.Queue ?? _stranded;
        queue.Add(new OutboundBlock(lane, deliver.Block));
        HandOver(queue.Link);
    }

    private void OnDetach(BatchId batch)
    {
        if (!_lanes.Remove(batch, out var lane))
        {
            return;
        }

        lane.Detached = true;
        foreach (var outbound in lane.Queue?.Remove(lane) ?? [])
        {
            Release(outbound.Block);
        }
    }

    private void OnProgress(Link link, ConnectionProtocol.Progress progress)
    {
        if (link.IsLive)
        {
            link.Backoff.Reset();
            Advance(link, progress);
            HandOver(link);
        }
    }

    private void Advance(Link link, ConnectionProtocol.Progress progress)
    {
        while (link.TakeWritten(progress.Written, Now) is { } outbound)
        {
            Replace(outbound);
        }

        link.Acknowledge(progress.Acknowledged);
        Confirm(link);
        TellNews();
    }

    /// <summary>Its place in the window is free, once, however often the block is sent.</summary>
    private void Replace(OutboundBlock outbound)
    {
        if (outbound is { Replaced: false, Lane: { Detached: false } lane })
        {
            outbound.Replaced = true;
            if (++lane.Free >= DemandStep)
            {
                HasNews(lane);
            }
        }
    }

    private void Confirm(Link link)
    {
        var moved = false;
        while (link.TakeConfirmed(out var kept) is { } outbound)
        {
            Confirm(outbound, kept);
            moved = true;
        }

        if (!moved)
        {
            return;
        }

        LookForProgress(link);

        // Memory that one ring gives up may be what another can put in the place of a block that is not its own.
        foreach (var each in _links)
        {
            each.Ring.GiveBack();
        }
    }

    private void Confirm(OutboundBlock outbound, bool kept)
    {
        if (outbound.Lane is not { } lane)
        {
            return;
        }

        _confirmed += outbound.Confirms;
        if (!lane.Detached)
        {
            lane.ConfirmedTo = outbound.Block.EndRecord;
            lane.ConfirmedLines += outbound.Confirms;
            HasNews(lane);
        }

        if (!kept)
        {
            Release(outbound.Block);
        }
    }

    private void HasNews(Lane lane)
    {
        if (!lane.HasNews)
        {
            lane.HasNews = true;
            _news.Add(lane);
        }
    }

    private void TellNews()
    {
        foreach (var lane in _news)
        {
            lane.Stage.Tell(new ReceiverProtocol.Moved(lane.Free, lane.ConfirmedTo, lane.ConfirmedLines)
            {
                Resent = lane.ResentLines,
            });
            (lane.HasNews, lane.Free, lane.ConfirmedLines, lane.ResentLines) = (false, 0, 0, 0);
        }

        _news.Clear();
    }

    private void Release(Block block)
    {
        _owned.Remove(block);
        block.Return();
    }
}

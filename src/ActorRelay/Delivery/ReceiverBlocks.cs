using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// Every block on its way to one Receiver, from its delivery until it is confirmed, and how many lines came to what. It
/// owns them: whatever happens, each goes back to its pool once.
/// </summary>
internal sealed class ReceiverBlocks
{
    private readonly ReceiverSettings _settings;
    private readonly ILoggingAdapter _log;
    private readonly HashSet<Block> _owned = [];
    private long _confirmed;
    private long _resent;
    private long _replayed;

    public ReceiverBlocks(ReceiverSettings settings, DateTimeOffset now, ILoggingAdapter log)
    {
        _settings = settings;
        _log = log;
        Links = new ReceiverLinks(settings, now, Release);
    }

    public ReceiverLinks Links { get; }

    public AttachedBatches Batches { get; } = new();

    public void Attach(ReceiverProtocol.Attach attach, DateTimeOffset now)
    {
        // A batch has one stage; an earlier one that could not say so is gone.
        Detach(attach.Batch);
        var lane = Batches.Add(attach);
        if (Links.IsSlow(now))
        {
            lane.TellSlow();
        }
    }

    /// <summary>Takes a block of a batch. Where the batch is not attached, nobody waits for it.</summary>
    /// <returns>Where it waits; null where it was not taken.</returns>
    public SendQueue? Take(ReceiverProtocol.Deliver deliver)
    {
        if (Batches.Find(deliver.Batch) is not { } lane)
        {
            deliver.Block.Return();
            return null;
        }

        _owned.Add(deliver.Block);
        var queue = lane.Queue ?? Links.FewestOutstanding()?.Queue ?? Links.Stranded;
        queue.Add(new OutboundBlock(lane, deliver.Block));
        return queue;
    }

    /// <summary>The batch is over or given up: what no connection has of it goes back.</summary>
    public void Detach(BatchId batch)
    {
        if (Batches.Remove(batch) is { Queue: { } queue } lane)
        {
            foreach (var outbound in queue.Remove(lane))
            {
                Release(outbound.Block);
            }
        }
    }

    /// <summary>
    /// All batches attached are turned away, and with them what waits here: if a connection came up before their stages
    /// have let go, it would be sent, and sent again when the batch is.
    /// </summary>
    public void TurnAway()
    {
        foreach (var lane in Batches.All.ToList())
        {
            Detach(lane.Batch);
            lane.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
        }
    }

    /// <returns>Something was confirmed.</returns>
    public bool Advance(Link link, ConnectionProtocol.Progress progress, DateTimeOffset now)
    {
        while (link.TakeWritten(progress.Written, now) is { } outbound)
        {
            Batches.OnWritten(outbound);
        }

        link.Acknowledge(progress.Acknowledged);
        var confirms = false;
        while (link.TakeConfirmed(out var kept) is { } outbound)
        {
            confirms = true;
            if (outbound.Lane is not null)
            {
                _confirmed += outbound.Confirms;
                Batches.OnConfirmed(outbound);
                if (!kept)
                {
                    Release(outbound.Block);
                }
            }
        }

        return confirms;
    }

    /// <summary>A session is over: what it leaves is to go, in order and before anything newer, to one other connection.</summary>
    /// <returns>That one; null when none takes blocks.</returns>
    public Link? End(Link link, ConnectionProtocol.Ended ended, DateTimeOffset now)
    {
        var halvedBefore = link.Halved;
        List<OutboundBlock> again = [];
        foreach (var outbound in link.End(ended, _settings.Format.Framing, now))
        {
            if (outbound.IsDone)
            {
                Release(outbound.Block);
            }
            else
            {
                again.Add(outbound);
            }
        }

        CountAgain(link, ended.Begun, again);
        if (link.Halved > halvedBefore)
        {
            _log.Warning(
                "Receiver {0}: {1} ends before anything new is acknowledged; the next time it sends again {2} bytes at most",
                _settings.Name,
                link.Name,
                link.Limit.Now);
        }

        link.Queue.AddFirst(again);
        var other = Links.FewestOutstanding();
        link.Queue.MoveTo(other?.Queue ?? Links.Stranded);
        return other;
    }

    /// <param name="state">What the Receiver is.</param>
    /// <param name="confirmation">What confirms a line.</param>
    /// <param name="silent">How long it has confirmed nothing though bytes wait.</param>
    public ReceiversProtocol.ReceiverReport Report(string state, string confirmation, TimeSpan silent) => new(
        _settings.Name,
        state,
        Links.All.Count(link => link.IsLive),
        confirmation,
        _confirmed,
        _resent,
        _replayed,
        Links.All.Sum(link => link.Halved),
        Links.OutstandingBytes,
        silent.TotalSeconds,
        Batches.Count,
        [.. Links.All.Select(link => link.Report())]);

    /// <summary>No socket reads a block any more.</summary>
    public void ReturnAll()
    {
        foreach (var block in _owned)
        {
            block.Return();
        }
    }

    private void CountAgain(Link link, long begun, List<OutboundBlock> again)
    {
        var (resent, replayed) = (0L, 0L);
        foreach (var outbound in again.Where(outbound => outbound.Sequence <= begun))
        {
            var lines = FramedMessages.Count(_settings.Format.Framing, outbound.Block.Content.Span);
            resent += lines;
            replayed += outbound is { Lane: null, Sequence: 0 } ? lines : 0;
            Batches.OnSentAgain(outbound, lines);
        }

        _resent += resent;
        _replayed += replayed;
        if (resent > 0)
        {
            _log.Info(
                "Receiver {0}: {1} has ended, and {2} lines are sent again, {3} of which it had acknowledged",
                _settings.Name,
                link.Name,
                resent,
                replayed);
        }
    }

    private void Release(Block block)
    {
        _owned.Remove(block);
        block.Return();
    }
}

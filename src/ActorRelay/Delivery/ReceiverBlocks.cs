using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// The batches attached to one Receiver and every block on its way there, from its delivery until it is confirmed. It owns
/// the blocks: whatever happens, each goes back to its pool once.
/// </summary>
internal sealed class ReceiverBlocks
{
    /// <summary>
    /// Blocks of one batch that may be here and not written: what its connection may have, and as many waiting.
    /// </summary>
    public const int LaneWindow = 2 * ReceiverLinks.Window;

    /// <summary>
    /// Demand is told for so many blocks at once: half the messages, and the other half of the window to go on with.
    /// </summary>
    private const int DemandStep = LaneWindow / 2;

    private readonly ReceiverSettings _settings;
    private readonly OutgoingLines _outgoing;
    private readonly ILoggingAdapter _log;
    private readonly HashSet<Block> _owned = [];
    private readonly Dictionary<BatchId, Lane> _lanes = [];

    /// <summary>The stages of these are to be told something at the end of this turn.</summary>
    private readonly List<Lane> _dirty = [];

    private long _confirmed;
    private long _resent;
    private long _replayed;
    private long _writtenBytes;
    private DateTimeOffset? _lastConfirmed;

    public ReceiverBlocks(ReceiverSettings settings, OutgoingLines outgoing, DateTimeOffset now, ILoggingAdapter log)
    {
        _outgoing = outgoing;
        _settings = settings;
        _log = log;
        Links = new ReceiverLinks(settings, now, Release);
    }

    public ReceiverLinks Links { get; }

    public void Attach(ReceiverProtocol.Attach attach, DateTimeOffset now)
    {
        if (attach.Format is { } format && format != _settings.Format)
        {
            attach.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
            return;
        }

        // A batch has one stage; an earlier one that could not say so is gone.
        Detach(attach.Batch);
        var lane = _lanes[attach.Batch] = new Lane(
            attach.Batch, attach.Stage, attach.IsBacklog, attach.Dataset, attach.From);
        if (Links.IsSlow(now))
        {
            lane.TellSlow();
        }
    }

    /// <summary>Tells each batch once whose connection is slow.</summary>
    public void TellSlow(DateTimeOffset now)
    {
        foreach (var lane in _lanes.Values)
        {
            if (lane is { IsToldSlow: false, Queue.Link: { } link } && link.IsSlow(ReceiverLinks.SlowAfter, now))
            {
                lane.TellSlow();
            }
        }
    }

    /// <summary>Takes a block of a batch. Where the batch is not attached, nobody waits for it.</summary>
    /// <returns>Where it waits; null where it was not taken.</returns>
    public SendQueue? Take(ReceiverProtocol.Deliver deliver, DateTimeOffset now)
    {
        if (!_lanes.TryGetValue(deliver.Batch, out var lane))
        {
            deliver.Block.Return();
            return null;
        }

        _owned.Add(deliver.Block);
        lane.Unconfirmed++;
        var queue = lane.Queue ?? Links.FewestOutstanding()?.Queue ?? Links.Stranded;
        queue.Add(new OutboundBlock(lane, deliver.Block)
        {
            Outgoing = _outgoing.Take(_settings.Name, _settings.Format.Framing, lane, lane.TakenTo, deliver.Block, now),
        });
        lane.TakenTo = deliver.Block.EndRecord;
        return queue;
    }

    /// <summary>The batch is over or given up: what no connection has of it goes back.</summary>
    public void Detach(BatchId batch)
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

    /// <summary>
    /// All batches attached are turned away, and with them what waits here: if a connection came up before their stages
    /// have let go, it would be sent, and sent again when the batch is.
    /// </summary>
    public void TurnAway()
    {
        foreach (var lane in _lanes.Values.ToList())
        {
            Detach(lane.Batch);
            lane.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
        }
    }

    /// <summary>All batches attached are to go, each as soon as what was taken of it is confirmed.</summary>
    public void LetGo()
    {
        foreach (var lane in _lanes.Values.ToList())
        {
            lane.Leaves = true;
            LeaveWhenConfirmed(lane);
        }
    }

    private void LeaveWhenConfirmed(Lane lane)
    {
        if (lane is { Leaves: true, Detached: false, Unconfirmed: 0 })
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
            _writtenBytes += outbound.Block.Length;
            FreePlaceOf(outbound);
        }

        link.Acknowledge(progress.Acknowledged);
        var confirms = false;
        while (link.TakeConfirmed(out var kept) is { } outbound)
        {
            confirms = true;
            outbound.Outgoing?.Confirm(link.Name, now);
            Confirm(outbound, kept);
        }

        _lastConfirmed = confirms ? now : _lastConfirmed;
        return confirms;
    }

    public void TellMoved()
    {
        foreach (var lane in _dirty)
        {
            lane.Stage.Tell(new ReceiverProtocol.Moved(lane.Leaves ? 0 : lane.Free, lane.ConfirmedTo, lane.ConfirmedLines)
            {
                Resent = lane.ResentLines,
            });
            (lane.IsDirty, lane.Free, lane.ConfirmedLines, lane.ResentLines) = (false, 0, 0, 0);
            LeaveWhenConfirmed(lane);
        }

        _dirty.Clear();
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
        _lanes.Count,
        [.. Links.All.Select(link => link.Report())])
    {
        WrittenBytes = _writtenBytes,
        LastConfirmed = _lastConfirmed,
    };

    /// <summary>No socket reads a block any more.</summary>
    public void ReturnAll()
    {
        foreach (var block in _owned)
        {
            block.Return();
        }
    }

    /// <summary>The block's place in the window of its batch is free, once, however often the block is sent.</summary>
    private void FreePlaceOf(OutboundBlock outbound)
    {
        if (outbound is { Replaced: false, Lane: { Detached: false } lane })
        {
            outbound.Replaced = true;
            if (++lane.Free >= DemandStep)
            {
                MarkDirty(lane);
            }
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
            lane.Unconfirmed--;
            MarkDirty(lane);
        }

        if (!kept)
        {
            Release(outbound.Block);
        }
    }

    private void MarkDirty(Lane lane)
    {
        if (!lane.IsDirty)
        {
            lane.IsDirty = true;
            _dirty.Add(lane);
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
            if (outbound.Lane is { } lane)
            {
                lane.ResentLines += lines;
                MarkDirty(lane);
            }
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

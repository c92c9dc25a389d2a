using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>The batches attached to a Receiver, and what their stages are to be told at the end of a turn.</summary>
internal sealed class AttachedBatches
{
    /// <summary>
    /// Blocks of one batch that may be here and not written: what its connection may have, and as many waiting.
    /// </summary>
    public const int Window = 2 * ReceiverLinks.Window;

    /// <summary>
    /// Demand is told for so many blocks at once: half the messages, and the other half of the window to go on with.
    /// </summary>
    private const int DemandStep = Window / 2;

    private readonly Dictionary<BatchId, Lane> _lanes = [];
    private readonly List<Lane> _dirty = [];

    public int Count => _lanes.Count;

    public IReadOnlyCollection<Lane> All => _lanes.Values;

    public Lane? Find(BatchId batch) => _lanes.GetValueOrDefault(batch);

    public Lane Add(ReceiverProtocol.Attach attach) =>
        _lanes[attach.Batch] = new Lane(attach.Batch, attach.Stage, attach.IsBacklog);

    /// <returns>Null when it is not attached.</returns>
    public Lane? Remove(BatchId batch)
    {
        if (_lanes.Remove(batch, out var lane))
        {
            lane.Detached = true;
        }

        return lane;
    }

    /// <summary>The block's place in the window of its batch is free, once, however often the block is sent.</summary>
    public void OnWritten(OutboundBlock outbound)
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

    public void OnConfirmed(OutboundBlock outbound)
    {
        if (outbound.Lane is { Detached: false } lane)
        {
            lane.ConfirmedTo = outbound.Block.EndRecord;
            lane.ConfirmedLines += outbound.Confirms;
            MarkDirty(lane);
        }
    }

    public void OnSentAgain(OutboundBlock outbound, int lines)
    {
        if (outbound.Lane is { } lane)
        {
            lane.ResentLines += lines;
            MarkDirty(lane);
        }
    }

    public void TellMoved()
    {
        foreach (var lane in _dirty)
        {
            lane.Stage.Tell(new ReceiverProtocol.Moved(lane.Free, lane.ConfirmedTo, lane.ConfirmedLines)
            {
                Resent = lane.ResentLines,
            });
            (lane.IsDirty, lane.Free, lane.ConfirmedLines, lane.ResentLines) = (false, 0, 0, 0);
        }

        _dirty.Clear();
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

    private void MarkDirty(Lane lane)
    {
        if (!lane.IsDirty)
        {
            lane.IsDirty = true;
            _dirty.Add(lane);
        }
    }
}

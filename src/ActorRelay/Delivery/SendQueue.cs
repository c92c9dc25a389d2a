using ActorRelay.Blocks;

namespace ActorRelay.Delivery;

/// <summary>
/// What is to go through one connection: first what was handed to another that has ended, in its order; then the
/// batches in turn, by bytes. The turns are deficit round robin (Shreedhar and Varghese, 1995): each batch gets
/// <see cref="Quantum"/> bytes a turn and keeps what its next block was too large for, so a small batch waits for one
/// block of each large one and never for all of it. What comes out of the spool gets more, so that it has a quarter of
/// all bytes however many others there are.
/// </summary>
internal sealed class SendQueue(Link? link)
{
    /// <summary>
    /// Bytes a batch may send in its turn: one block, which is also the most that any block usually has.
    /// </summary>
    public const int Quantum = Block.Size;

    private readonly HashSet<Lane> _lanes = [];
    private readonly Queue<Lane> _turns = new();
    private Queue<OutboundBlock> _again = new();

    /// <summary>The connection it feeds; null for the queue of what waits for a connection to come up.</summary>
    public Link? Link { get; } = link;

    /// <summary>So many bytes wait in it.</summary>
    public long Bytes { get; private set; }

    /// <summary>So many batches go this way, whether they have a block here now or not.</summary>
    public int Lanes => _lanes.Count;

    /// <summary>Puts a block behind the others of its lane, which goes this way from now on.</summary>
    public void Add(OutboundBlock outbound)
    {
        var lane = outbound.Lane!;
        lane.Queue = this;
        _lanes.Add(lane);
        lane.Waiting.Enqueue(outbound);
        Bytes += outbound.Block.Length;
        if (!lane.InTurn)
        {
            lane.InTurn = true;
            lane.Deficit = Quantum;
            _turns.Enqueue(lane);
        }
    }

    /// <summary>Puts blocks that must be sent again before everything else, in their order.</summary>
    public void AddFirst(IReadOnlyCollection<OutboundBlock> again)
    {
        _again = new Queue<OutboundBlock>(again.Concat(_again));
        Bytes += again.Sum(outbound => (long)outbound.Block.Length);
    }

    /// <summary>The next block to send, which then is no longer here; null when there is none.</summary>
    public OutboundBlock? Take()
    {
        if (!_again.TryDequeue(out var next))
        {
            next = TakeInTurn();
        }

        Bytes -= next?.Block.Length ?? 0;
        return next;
    }

    /// <summary>Takes a lane out, and returns what it still had here.</summary>
    public IReadOnlyCollection<OutboundBlock> Remove(Lane lane)
    {
        _lanes.Remove(lane);
        var left = _again.Where(outbound => outbound.Lane == lane).Concat(lane.Waiting).ToList();
        _again = new Queue<OutboundBlock>(_again.Where(outbound => outbound.Lane != lane));
        lane.Waiting.Clear();
        Bytes -= left.Sum(outbound => (long)outbound.Block.Length);
        return left;
    }

    /// <summary>
    /// Everything here goes the other way from now on, behind what <paramref name="other"/> must send again.
    /// </summary>
    public void MoveTo(SendQueue other)
    {
        foreach (var outbound in _again)
        {
            other._again.Enqueue(outbound);
        }

        foreach (var lane in _turns)
        {
            other._turns.Enqueue(lane);
        }

        foreach (var lane in _lanes)
        {
            lane.Queue = other;
            other._lanes.Add(lane);
        }

        other.Bytes += Bytes;
        Bytes = 0;
        _again.Clear();
        _turns.Clear();
        _lanes.Clear();
    }

    private OutboundBlock? TakeInTurn()
    {
        while (_turns.TryPeek(out var lane))
        {
            if (!lane.Waiting.TryPeek(out var next))
            {
                lane.InTurn = false;
                _turns.Dequeue();
            }
            else if (next.Block.Length <= lane.Deficit)
            {
                lane.Deficit -= next.Block.Length;
                return lane.Waiting.Dequeue();
            }
            else
            {
                lane.Deficit += lane.IsBacklog ? BacklogQuantum() : Quantum;
                _turns.Enqueue(_turns.Dequeue());
            }
        }

        return null;
    }

    /// <summary>A third of what the others get in a round, shared by those out of the spool.</summary>
    private int BacklogQuantum()
    {
        var backlog = _turns.Count(lane => lane.IsBacklog);
        var others = _turns.Count - backlog;
        return Math.Max(Quantum, (int)Math.Min(int.MaxValue, (long)Quantum * others / (3 * backlog)));
    }
}

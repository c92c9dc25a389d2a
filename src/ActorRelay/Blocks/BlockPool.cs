namespace ActorRelay.Blocks;

/// <summary>
/// The memory of everything that is inflated: a fixed number of blocks, made when first needed and kept. Last in,
/// first out, so that a block comes back while it is still in the cache.
/// <para>
/// When it is full nothing grows: a batch starts only with a <see cref="BlockLease"/> on enough blocks to end, and
/// whoever needs one more waits for one of its own to come back. A quarter is kept for small batches.
/// </para>
/// </summary>
internal sealed class BlockPool
{
    /// <summary>Fewer do not make a pool.</summary>
    public const int MinCapacity = 16;

    private readonly Lock _lock = new();
    private readonly Stack<Block> _free = new();
    private readonly List<Block> _spareLarge = new(2);
    private readonly Queue<Action> _waitingForLarge = new();
    private Action? _freed;
    private BlockLease? _largeHolder;
    private int _taken;
    private int _made;
    private int _outstanding;
    private int _outstandingLarge;

    /// <param name="capacity">Blocks; at least <see cref="MinCapacity"/>.</param>
    public BlockPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, MinCapacity);
        Capacity = capacity;
    }

    public int Capacity { get; private set; }

    /// <summary>Blocks that someone owns. 0 when nothing is in flight; every test ends with that.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock)
            {
                return _outstanding;
            }
        }
    }

    /// <summary>Blocks owned or promised to a batch.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Blocks in memory, owned or free: the most that were ever owned at once. Large ones are not among them.</summary>
    public int Made
    {
        get
        {
            lock (_lock)
            {
                return _made;
            }
        }
    }

    /// <summary>
    /// Changes how many there may be. Where that is less than is taken, nobody gets one until enough have come back; what was
    /// made before stays in memory.
    /// </summary>
    /// <param name="capacity">Blocks; at least <see cref="MinCapacity"/>.</param>
    public void Resize(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, MinCapacity);
        Action? freed;
        lock (_lock)
        {
            Capacity = capacity;
            (freed, _freed) = (_freed, null);
        }

        freed?.Invoke();
    }

    /// <summary>Promises a batch its blocks, or returns null when they cannot be had now.</summary>
    /// <param name="blocks">How many it needs to be sure to end.</param>
    /// <param name="small">It is small, so it may use the quarter kept for such.</param>
    public BlockLease? TryLease(int blocks, bool small)
    {
        lock (_lock)
        {
            if (_taken + blocks > Limit(small))
            {
                return null;
            }

            _taken += blocks;
            return new BlockLease(this, blocks, small);
        }
    }

    /// <summary>Calls <paramref name="wake"/> once, from any thread, when a block or a promise has come back.</summary>
    public void WhenFreed(Action wake)
    {
        lock (_lock)
        {
            _freed = wake;
        }
    }

    internal Block? TryRent(BlockLease lease)
    {
        lock (_lock)
        {
            if (lease.Held >= lease.Promised)
            {
                if (lease.Ended || _taken >= Limit(lease.Small))
                {
                    return null;
                }

                _taken++;
            }

            lease.Held++;
            _outstanding++;
            if (_free.TryPop(out var block))
            {
                return block.LeaseTo(lease);
            }

            _made++;
            return new Block(this, Block.Size).LeaseTo(lease);
        }
    }

    internal bool CanRent(BlockLease lease)
    {
        lock (_lock)
        {
            return lease.Held < lease.Promised || (!lease.Ended && _taken < Limit(lease.Small));
        }
    }

    /// <summary>
    /// One batch at a time may hold blocks larger than <see cref="Block.Size"/>: memory for long lines is then bounded
    /// by <c>max-line</c>, and a batch that has its line is sure to get room to format it.
    /// </summary>
    internal Block? TryRentLarge(BlockLease lease, int capacity)
    {
        lock (_lock)
        {
            if (_largeHolder is not null && _largeHolder != lease)
            {
                return null;
            }

            _largeHolder = lease;
            _outstanding++;
            _outstandingLarge++;
            var spare = _spareLarge.FindIndex(block => block.Capacity >= capacity);
            if (spare < 0)
            {
                return new Block(this, capacity).LeaseTo(lease);
            }

            var block = _spareLarge[spare];
            _spareLarge.RemoveAt(spare);
            return block.LeaseTo(lease);
        }
    }

    internal void WaitForLarge(Action wake)
    {
        lock (_lock)
        {
            if (_largeHolder is not null)
            {
                _waitingForLarge.Enqueue(wake);
                return;
            }
        }

        wake();
    }

    internal void TakeBack(Block block, BlockLease lease)
    {
        Action[] wakeLarge = [];
        Action? freed = null;
        lock (_lock)
        {
            _outstanding--;
            if (block.IsLarge)
            {
                if (_spareLarge.Count < 2)
                {
                    _spareLarge.Add(block);
                }

                if (--_outstandingLarge == 0)
                {
                    _largeHolder = null;
                    wakeLarge = [.. _waitingForLarge];
                    _waitingForLarge.Clear();
                }
            }
            else
            {
                _free.Push(block);
                lease.Held--;
                if (lease.Held >= lease.Promised)
                {
                    _taken--;
                    (freed, _freed) = (_freed, null);
                }
            }
        }

        freed?.Invoke();
        lease.Wake();
        foreach (var wake in wakeLarge)
        {
            wake();
        }
    }

    /// <summary>The batch has ended: what it does not hold is promised no longer; what it does follows as it comes back.</summary>
    internal void End(BlockLease lease)
    {
        Action? freed;
        lock (_lock)
        {
            _taken -= Math.Max(0, lease.Promised - lease.Held);
            lease.Promised = 0;
            lease.Ended = true;
            (freed, _freed) = (_freed, null);
        }

        freed?.Invoke();
    }

    private int Limit(bool small) => small ? Capacity : Capacity - Capacity / 4;
}

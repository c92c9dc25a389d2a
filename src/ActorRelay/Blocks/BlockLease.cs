namespace ActorRelay.Blocks;

/// <summary>
/// A batch's promise of blocks: so many it can always have, and more while the pool has them. Disposed when the batch
/// ends; blocks still at a Receiver then come back on their own.
/// </summary>
internal sealed class BlockLease : IDisposable
{
    private readonly BlockPool _pool;
    private readonly Lock _lock = new();
    private readonly List<Action> _waiting = [];
    private int _disposed;

    internal BlockLease(BlockPool pool, int promised, bool small)
    {
        _pool = pool;
        Promised = promised;
        Small = small;
    }

    internal int Promised { get; set; }

    internal int Held { get; set; }

    internal bool Small { get; }

    internal bool Ended { get; set; }

    /// <summary>A block, or null when this batch has what it was promised and the pool has no more to give.</summary>
    public Block? TryRent() => _pool.TryRent(this);

    /// <summary>A block of at least <paramref name="capacity"/> bytes for one long line, or null while another batch holds such.</summary>
    public Block? TryRentLarge(int capacity) => _pool.TryRentLarge(this, capacity);

    /// <summary>Calls <paramref name="wake"/> once, from any thread, when a block of this batch has come back, or at once when one can be had.</summary>
    public void WhenReturned(Action wake)
    {
        lock (_lock)
        {
            _waiting.Add(wake);
        }

        // One may have come back between the caller's TryRent and here, and nobody else would say so.
        if (_pool.CanRent(this))
        {
            Wake();
        }
    }

    /// <summary>Calls <paramref name="wake"/> once, from any thread, when no batch holds a large block.</summary>
    public void WhenLargeFree(Action wake) => _pool.WaitForLarge(wake);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _pool.End(this);
        }
    }

    internal void Wake()
    {
        Action[] waiting;
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var wake in waiting)
        {
            wake();
        }
    }
}

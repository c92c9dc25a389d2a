using ActorRelay.Blocks;
using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// The blocks in which one Receiver's connections keep what may have to be sent again. They are made when first needed,
/// and never more than <see cref="ReceiverSettings.ReplayBlocks"/> for each connection, wherever they are: in a
/// <see cref="ReplayRing"/>, or on their way through another connection.
/// </summary>
internal sealed class ReplayMemory
{
    private readonly BlockLease _lease;
    private readonly int _most;
    private readonly BlockPool _pool;

    public ReplayMemory(ReceiverSettings settings)
    {
        BlocksPerRing = settings.ReplayBlocks;
        MostEmpty = ((BlocksPerRing - 2L) * Block.Size) - settings.Replay;
        _most = BlocksPerRing * settings.AllConnections;
        _pool = new BlockPool(Math.Max(BlockPool.MinCapacity, _most));
        _lease = _pool.TryLease(_most, small: true)
            ?? throw new InvalidOperationException("A new pool has all of its blocks.");
    }

    public int BlocksPerRing { get; }

    /// <summary>
    /// Bytes of a ring's blocks that may stay empty for want of copying: the others, less one that is on its way out and
    /// one that is being filled, hold as much as must be kept.
    /// </summary>
    public long MostEmpty { get; }

    /// <summary>
    /// An empty block for so many bytes, or null when all are in use. One for a message that is longer than a block is made
    /// for it alone.
    /// </summary>
    public Block? TryRent(int bytes) => bytes > Block.Size ? RentLarge(bytes) : _lease.Held < _most ? _lease.TryRent() : null;

    /// <summary>A block that is made for so many bytes; nobody else has a lease here, so there always is one.</summary>
    public Block RentLarge(int bytes) => _lease.TryRentLarge(Math.Max(bytes, Block.Size + 1))
        ?? throw new InvalidOperationException("A pool with one lease has large blocks for it.");

    /// <summary>Whether the block is one of these.</summary>
    public bool Owns(Block block) => block.IsOf(_pool);
}

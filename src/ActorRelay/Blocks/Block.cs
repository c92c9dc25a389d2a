namespace ActorRelay.Blocks;

/// <summary>
/// The element of every stream in the relay: many whole lines in one pooled array.
/// <para>
/// A block has exactly one owner, who may read and write it; ownership moves with the message or stream element that
/// carries it, and the last owner calls <see cref="Return"/> once. A second Return throws.
/// </para>
/// </summary>
internal sealed class Block
{
    /// <summary>What a pooled block counts for in <c>blocks</c>, in bytes.</summary>
    public const int Size = 256 * 1024;

    /// <summary>Kept free in front of inflated bytes, so that FrameLines can put the start of a line before its end.</summary>
    public const int Headroom = 16 * 1024;

    /// <summary>Bytes behind the capacity that vector code may read or write over.</summary>
    public const int Slack = 64;

    private readonly BlockPool _pool;
    private BlockLease? _lease;

    internal Block(BlockPool pool, int capacity)
    {
        _pool = pool;
        Capacity = capacity;
        Buffer = GC.AllocateUninitializedArray<byte>(capacity + 1 + Slack, pinned: capacity == Size);
    }

    /// <summary><see cref="Capacity"/> bytes, one for a line end that a body lacks, then <see cref="Slack"/>.</summary>
    public byte[] Buffer { get; private set; }

    /// <summary><see cref="Size"/>, or more for a line that needs more.</summary>
    public int Capacity { get; }

    /// <summary>Where the content begins.</summary>
    public int Start { get; set; }

    /// <summary>Bytes of content.</summary>
    public int Length { get; set; }

    /// <summary>Messages in the content: what a Receiver's confirmation of this block confirms.</summary>
    public int Lines { get; set; }

    /// <summary>Ordinal, from 0, of the first input record after this block: progress, once the block is confirmed.</summary>
    public long EndRecord { get; set; }

    /// <summary>Not content but the first bytes of one line that is longer than <c>max-line</c>.</summary>
    public bool TooLong { get; set; }

    public ReadOnlyMemory<byte> Content => Buffer.AsMemory(Start, Length);

    internal bool IsLarge => Capacity > Size;

    /// <summary>Whether it goes back there.</summary>
    internal bool IsOf(BlockPool pool) => _pool == pool;

    /// <summary>
    /// Takes the content of another block of the same capacity, which gets this one's memory for it and is empty then.
    /// The owner of both may; whoever reads the other's content elsewhere must have ended.
    /// </summary>
    internal void TakeContentOf(Block other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Capacity, other.Capacity);
        (Buffer, other.Buffer) = (other.Buffer, Buffer);
        (Start, Length) = (other.Start, other.Length);
        (other.Start, other.Length) = (0, 0);
    }

    /// <summary>Gives the block back; only its owner may.</summary>
    public void Return()
    {
        var lease = Interlocked.Exchange(ref _lease, null)
            ?? throw new InvalidOperationException("This block was returned already: it has had two owners.");
        _pool.TakeBack(this, lease);
    }

    internal Block LeaseTo(BlockLease lease)
    {
        _lease = lease;
        Start = 0;
        Length = 0;
        Lines = 0;
        EndRecord = 0;
        TooLong = false;
        return this;
    }
}

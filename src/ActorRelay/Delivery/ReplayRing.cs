using ActorRelay.Blocks;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>
/// The last bytes that one connection's Receiver has acknowledged, and may not have read: whole messages, small blocks of
/// them copied close together, so that small batches cost no more room than large ones. It always has the last <paramref name="replay"/>
/// bytes of the session when there were as many.
/// </summary>
/// <remarks>
/// It never has to wait for memory. Where its own is all on its way through connections, it keeps the very block that was
/// confirmed, and gives it back as soon as it has memory of its own again: <see cref="GiveBack"/>.
/// </remarks>
/// <param name="replay">It keeps so many bytes; 0 for none.</param>
/// <param name="release">It takes a block that is no longer kept.</param>
internal sealed class ReplayRing(long replay, Framing framing, ReplayMemory memory, Action<Block> release)
{
    /// <summary>Less than that is copied: it would take up a block here.</summary>
    private const int Worthwhile = Block.Size / 2;

    private readonly Queue<Block> _blocks = new();
    private readonly List<Block> _borrowed = [];
    private Block? _last;

    /// <summary>It keeps so many bytes.</summary>
    public long Replay => replay;

    /// <summary>It has so many bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Keeps what a confirmed block has. True when it keeps the block itself, and is its owner from then on; else the block
    /// stays its owner's, in other memory perhaps. A block that is full, as most are, gives its memory for that of one here:
    /// to copy it would cost more than all else that is done to confirm it.
    /// </summary>
    public bool Keep(Block block)
    {
        if (replay == 0)
        {
            return false;
        }

        var copies = block.IsLarge || block.Length < Worthwhile || EmptyWith(block.Length) > memory.MostEmpty;
        MakeRoom(block.Length);
        if (copies)
        {
            return !TryCopy(block) && Borrow(block);
        }

        if (memory.TryRent(Block.Size) is not { } next)
        {
            return Borrow(block);
        }

        next.TakeContentOf(block);
        Add(next);
        return false;
    }

    /// <summary>Keeps a block that came from a ring, and is its owner again.</summary>
    public void KeepAgain(Block block)
    {
        MakeRoom(block.Length);
        if (FitsInLast(block.Content.Span) == block.Length)
        {
            Append(block.Content.Span);
            release(block);
        }
        else
        {
            Add(block);
        }
    }

    /// <summary>
    /// Blocks of others that are kept here go back, as far as there is memory to put in their place. What a ring may keep
    /// is no more than its share of that memory, so none stays away once nothing is on its way to be sent again.
    /// </summary>
    public void GiveBack()
    {
        while (_borrowed.Count > 0 && memory.TryRent(Block.Size) is { } own)
        {
            var borrowed = _borrowed[^1];
            _borrowed.RemoveAt(_borrowed.Count - 1);
            own.TakeContentOf(borrowed);
            Replace(borrowed, own);
            release(borrowed);
        }
    }

    /// <summary>Gives everything away, the oldest first; the caller owns it then.</summary>
    public IReadOnlyCollection<Block> TakeAll()
    {
        Block[] all = [.. _blocks];
        _blocks.Clear();
        _borrowed.Clear();
        (_last, Bytes) = (null, 0);
        return all;
    }

    /// <summary>So many bytes stay empty in all blocks, should one of that length come next.</summary>
    private long EmptyWith(int length)
    {
        long empty = Block.Size - length;
        foreach (var block in _blocks)
        {
            empty += Math.Max(0, Block.Size - block.Length);
        }

        return empty;
    }

    private void MakeRoom(int coming)
    {
        while (_blocks.TryPeek(out var oldest) &&
            (Bytes + coming - oldest.Length >= replay || _blocks.Count >= memory.BlocksPerRing))
        {
            _blocks.Dequeue();
            Bytes -= oldest.Length;
            _last = oldest == _last ? null : _last;
            _borrowed.Remove(oldest);
            release(oldest);
        }
    }

    /// <summary>
    /// False when there is no memory for a copy now, and then nothing is kept. For a large block there always is: it may
    /// not be borrowed, for others wait until no batch has one.
    /// </summary>
    private bool TryCopy(Block block)
    {
        var content = block.Content.Span;
        var fits = FitsInLast(content);
        if (fits < content.Length)
        {
            var next = memory.TryRent(content.Length - fits) ?? (block.IsLarge ? memory.RentLarge(content.Length - fits) : null);
            if (next is null)
            {
                return false;
            }

            Append(content[..fits]);
            Enqueue(next);
        }

        Append(content[(fits < content.Length ? fits : 0)..]);
        return true;
    }

    private bool Borrow(Block block)
    {
        Add(block);
        return true;
    }

    private void Add(Block block)
    {
        if (!memory.Owns(block))
        {
            _borrowed.Add(block);
        }

        Bytes += block.Length;
        Enqueue(block);
    }

    /// <summary>Few are borrowed, and seldom, so the queue is made anew.</summary>
    private void Replace(Block old, Block block)
    {
        Block[] all = [.. _blocks];
        _blocks.Clear();
        foreach (var kept in all)
        {
            _blocks.Enqueue(kept == old ? block : kept);
        }

        _last = _last == old ? block : _last;
    }

    /// <summary>So many bytes of whole messages at the start have room behind the last ones.</summary>
    private int FitsInLast(ReadOnlySpan<byte> content)
    {
        var room = _last is null ? 0 : _last.Capacity - _last.Start - _last.Length;
        return content.Length <= room ? content.Length : FramedMessages.StartAt(framing, content, room);
    }

    private void Enqueue(Block block)
    {
        _blocks.Enqueue(block);
        _last = block;
    }

    private void Append(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return;
        }

        UncachedCopy.Copy(content, _last!.Buffer.AsSpan(_last.Start + _last.Length));
        _last.Length += content.Length;
        Bytes += content.Length;
    }
}

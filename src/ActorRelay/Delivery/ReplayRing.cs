using ActorRelay.Streams;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>
/// The last bytes that one connection's Receiver has acknowledged, and may not have read: whole messages, small blocks of
/// them copied close together, so that small batches cost no more room than large ones. It always has the last <paramref name="replay"/>
/// bytes of the session when there were as many.
/// </summary>
/// <param name="replay">Bytes to keep; 0 for none.</param>
/// <param name="framing">Of the messages.</param>
/// <param name="memory">Where its blocks come from.</param>
internal sealed class ReplayRing(long replay, Framing framing, ReplayMemory memory)
{
    /// <summary>Less than that is copied: it would take up a block here.</summary>
    private const int Worthwhile = Block.Size / 2;

    private readonly Queue<Block> _blocks = new();
    private Block? _last;

    /// <summary>Bytes in it.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Keeps what a block has, and leaves the block to its owner, in other memory perhaps. False when there is no memory
    /// for it now, and then nothing is kept. A block that is full, as most are, gives its memory for that of one here: to
    /// copy it would cost more than all else that is done to confirm it.
    /// </summary>
    public bool TryAdd(Block block)
    {
        if (replay == 0 || block.Capacity > Block.Size || block.Length < Worthwhile || EmptyWith(block.Length) > memory.MostEmpty)
        {
            return TryAdd(block.Content.Span);
        }

        MakeRoom(block.Length);
        if (memory.TryRent(Block.Size) is not { } next)
        {
            return false;
        }

        next.TakeContentOf(block);
        Bytes += next.Length;
        Enqueue(next);
        return true;
    }

    /// <summary>Keeps a copy. False when there is no memory for it now, and then nothing is kept.</summary>
    public bool TryAdd(ReadOnlySpan<byte> content)
    {
        if (replay == 0)
        {
            return true;
        }

        MakeRoom(content.Length);
        var fits = FitsInLast(content);
        if (fits < content.Length)
        {
            if (memory.TryRent(content.Length - fits) is not { } next)
            {
                return false;
            }

            Append(content[..fits]);
            Enqueue(next);
        }

        Append(content[(fits < content.Length ? fits : 0)..]);
        return true;
    }

    /// <summary>Keeps a block that came from a ring, and is its owner again.</summary>
    public void Add(Block block)
    {
        MakeRoom(block.Length);
        if (FitsInLast(block.Content.Span) == block.Length)
        {
            Append(block.Content.Span);
            block.Return();
        }
        else
        {
            Bytes += block.Length;
            Enqueue(block);
        }
    }

    /// <summary>Everything, the oldest first, which the caller owns then.</summary>
    public IReadOnlyCollection<Block> TakeAll()
    {
        Block[] all = [.. _blocks];
        _blocks.Clear();
        (_last, Bytes) = (null, 0);
        return all;
    }

    /// <summary>Bytes that stay empty in all blocks, should one of that length come next.</summary>
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
            oldest.Return();
        }
    }

    /// <summary>Bytes of the whole messages at the start that have room behind the last ones.</summary>
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

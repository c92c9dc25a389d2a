using ActorRelay.Blocks;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>A block that a Receiver owns, and how far it has come.</summary>
/// <param name="lane">Whose it is; null when it was confirmed before, and is sent again all the same.</param>
/// <param name="block">Its content may become shorter when it is sent again.</param>
internal sealed class OutboundBlock(Lane? lane, Block block)
{
    public Lane? Lane { get; } = lane;

    public Block Block { get; } = block;

    /// <summary>So many lines are confirmed with it, whether they are all sent again or not.</summary>
    public int Confirms { get; } = lane is null ? 0 : block.Lines;

    /// <summary>Is told when it is confirmed; null where nobody wants to know.</summary>
    public OutgoingBlock? Outgoing { get; init; }

    /// <summary>Its number on the connection that has it, from 1 and rising by 1; 0 while it waits.</summary>
    public long Sequence { get; set; }

    /// <summary>Where it ends, in bytes of the connection's session.</summary>
    public long End { get; set; }

    /// <summary>So many bytes at its start were acknowledged by some Receiver's kernel before.</summary>
    public int Seen { get; set; } = lane is null ? block.Length : 0;

    /// <summary>Another may have come in its place, which is so once, however often the block is sent.</summary>
    public bool Replaced { get; set; }

    /// <summary>Nobody waits for it any more, or it was confirmed and need not be sent again.</summary>
    public bool IsDone => Lane is { Detached: true } || (Lane is null && Block.Length == 0);

    /// <summary>
    /// Leaves out the whole messages before this byte, and returns their bytes. A message that it is part of stays whole:
    /// what another connection had of it is a torn line.
    /// </summary>
    public int SkipTo(int offset, Framing framing)
    {
        var skipped = FramedMessages.StartAt(framing, Block.Content.Span, offset);
        Block.Start += skipped;
        Block.Length -= skipped;
        Seen = Math.Max(0, Seen - skipped);
        return skipped;
    }
}

using ActorRelay.Streams;

namespace ActorRelay.Delivery;

/// <summary>A block that a Receiver owns, and how far it has come.</summary>
internal sealed class OutboundBlock(Lane lane, Block block)
{
    public Lane Lane { get; } = lane;

    public Block Block { get; } = block;

    /// <summary>Its number on the connection that has it, from 1 and rising by 1; 0 while it waits.</summary>
    public long Sequence { get; set; }

    /// <summary>Another may come in its place. Stays so when the block is sent again.</summary>
    public bool Replaced { get; set; }
}

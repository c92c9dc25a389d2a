using ActorRelay.Blocks;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>An actor that runs a body, or waits for the blocks to do it.</summary>
internal sealed class BlockRun(IActorRef actor, int blocks, bool isSmall)
{
    public IActorRef Actor => actor;

    /// <summary>How many it must be promised.</summary>
    public int Blocks => blocks;

    /// <summary>May use those that are kept for such.</summary>
    public bool IsSmall => isSmall;

    /// <summary>Null while it waits.</summary>
    public BlockLease? Lease { get; set; }

    public bool HasEnded { get; set; }
}

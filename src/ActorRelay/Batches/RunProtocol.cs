using System.Collections.Immutable;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// What is said of one run of a body: by <see cref="RunActor"/>, by its owner, who began it (<see cref="BatchActor"/> for a
/// post, <see cref="BacklogActor"/> for a copy out of the spool), and by <see cref="BatchesActor"/>, who has the blocks.
/// </summary>
internal static class RunProtocol
{
    /// <summary>Run of a copy to batches: its body is in memory, and it waits for blocks. Answered by <see cref="Start"/>.</summary>
    /// <param name="Blocks">How many it must be promised.</param>
    /// <param name="IsSmall">It may use those that are kept for small bodies.</param>
    public sealed record Ready(int Blocks, bool IsSmall);

    /// <summary>Batches to run, to that of a post by way of its owner: the blocks are yours, these are the Receivers.</summary>
    public sealed record Start(BlockLease Lease, ImmutableDictionary<string, IActorRef> Receivers);

    /// <summary>
    /// Owner to run: put into the spool what is not confirmed, and go on. Answered by <see cref="Spooled"/> or
    /// <see cref="NotSpooled"/>.
    /// </summary>
    /// <param name="IsLastResort">It would be refused otherwise: if it has no blocks yet, it need not wait for any.</param>
    public sealed record Spool(bool IsLastResort);

    /// <summary>It is on disk, and the run holds the claims on what it still delivers.</summary>
    /// <param name="WaitsFor">Receivers that have not confirmed all they get.</param>
    public sealed record Spooled(ImmutableArray<string> WaitsFor);

    /// <param name="Reason">Why not, to be shown; null where there is nothing to be spooled.</param>
    /// <param name="IsConfirmed">Every Receiver has confirmed it meanwhile, so there is nothing to be refused either.</param>
    public sealed record NotSpooled(string? Reason, bool IsConfirmed);

    /// <summary>To run: end. What is spooled and not delivered is left to the spool.</summary>
    public sealed record Stop
    {
        public static Stop Instance { get; } = new();
    }

    /// <summary>Run to owner: every Receiver has confirmed all it gets of the whole body.</summary>
    public sealed record Confirmed : IDeadLetterSuppression
    {
        public static Confirmed Instance { get; } = new();
    }

    /// <summary>Run to owner: a Receiver will not confirm it. The run goes on to the others.</summary>
    public sealed record Lost(NotConfirmedException Reason) : IDeadLetterSuppression;

    /// <summary>
    /// Run to owner: the body cannot be read to its end, and what was read of it is confirmed or lost; or something in the
    /// relay has failed.
    /// </summary>
    public sealed record Broken(Exception Failure) : IDeadLetterSuppression;

    /// <summary>Run to owner: nothing is left to be done, and the body is read no more. Only the spool may still be asked for.</summary>
    /// <param name="MadeProgress">False when it gave a copy back to the spool: the Receiver took nothing, or not all.</param>
    public sealed record Over(bool MadeProgress) : IDeadLetterSuppression;

    /// <summary>Batch to batches: this is the answer to its posts. The run may go on after that, and there is no other answer.</summary>
    public sealed record Answer(BatchAnswer Of);
}

using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <content>What it and its parent say to each other.</content>
internal sealed partial class BatchActor
{
    /// <summary>Parent to batch: the blocks are yours, these are the Receivers.</summary>
    public sealed record Start(BlockLease Lease, ImmutableDictionary<string, IActorRef> Receivers);

    /// <summary>Parent to batch: the relay stops, and can wait no longer.</summary>
    public sealed record Stop
    {
        public static Stop Instance { get; } = new();
    }

    /// <summary>Batch to parent: this is the answer. It may go on after that, and there is no other.</summary>
    public sealed record Answered(BatchAnswer Answer);

    /// <summary>One is made per batch, and the usual expression would be taken apart each time.</summary>
    private sealed class Producer(Batch batch, BatchProgress progress, BatchWork work) : IIndirectActorProducer
    {
        public Type ActorType => typeof(BatchActor);

        public ActorBase Produce() => new BatchActor(batch, progress, work);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed record Deadline
    {
        public static Deadline Instance { get; } = new();
    }

    private static class Aborted
    {
        public static BatchAbortedException Stopping => new(BatchOutcome.Draining, "the relay is stopping");

        public static BatchAbortedException Late(string doing) =>
            new(BatchOutcome.NotConfirmed, $"the deadline passed {doing}");
    }
}

using ActorRelay.Streams;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Delivery;

/// <summary>
/// The end of a batch's graph: hands its blocks to one Receiver against demand, and completes when all are confirmed.
/// Fails with <see cref="NotConfirmedException"/> when the Receiver is down or gone.
/// </summary>
internal sealed class DeliverStage(BatchId batch, string receiver, int index, IActorRef actor, BatchProgress progress)
    : GraphStageWithMaterializedValue<SinkShape<Block>, Task<Done>>
{
    public Inlet<Block> In { get; } = new("Deliver.In");

    public override SinkShape<Block> Shape => new(In);

    public override ILogicAndMaterializedValue<Task<Done>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        _ = (batch, receiver, index, actor, progress);
        throw new NotImplementedException();
    }
}

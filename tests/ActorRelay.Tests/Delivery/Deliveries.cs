using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorRelay.Tests.Delivery;

/// <summary>The delivery of one batch to one Receiver, without the rest of its graph.</summary>
internal static class Deliveries
{
    public static BatchDelivery To(IActorRef receiver, BatchId batch, BatchProgress? progress = null) => new(
        batch, [("siem", receiver)], progress ?? new BatchProgress("http_requests", 1, new RecordAccounts()), default);

    public static IGraph<SinkShape<Block>, NotUsed> Sink(BatchDelivery delivery) =>
        Akka.Streams.Dsl.Sink.FromGraph(new DeliverStage(0)).AddAttributes(new Attributes(delivery));

    /// <summary>Runs blocks into it. The task ends when all are confirmed.</summary>
    public static Task Run<TMat>(Source<Block, TMat> blocks, BatchDelivery delivery, IMaterializer materializer)
    {
        blocks.RunWith(Sink(delivery), materializer);
        return delivery.Ends[0];
    }
}

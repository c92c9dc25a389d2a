using System.Collections.Concurrent;
using ActorRelay.Delivery;
using ActorRelay.Streams;
using Akka;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// The graphs that batches run through, one for each number of Receivers, drawn when first needed. A graph holds nothing
/// of any batch, so all of that number share it.
/// </summary>
internal static class BatchGraphs
{
    private static readonly ConcurrentDictionary<int, IGraph<ClosedShape, NotUsed>> Drawn = new();

    /// <summary>Runs one batch.</summary>
    public static void Run(BatchRun run, BatchDelivery delivery, IMaterializer materializer) => materializer.Materialize(
        Drawn.GetOrAdd(delivery.Receivers.Length, Draw).AddAttributes(new Attributes(run, delivery)));

    private static IGraph<ClosedShape, NotUsed> Draw(int receivers) => RelayGraph.Draw(receivers == 0
        ? [new DiscardStage()]
        : [.. Enumerable.Range(0, receivers).Select(i => new DeliverStage(i))]);
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Streams;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// One run of a body through the graph. It tells its owner how each output ends, and at last that all is over: then no
/// stage reads the body any more, and its blocks are given back.
/// </summary>
internal sealed class BatchFlow
{
    /// <summary>
    /// The graphs that batches run through, one for each number of Receivers, drawn when first needed. A graph holds nothing
    /// of any batch, so all of that number share it.
    /// </summary>
    private static readonly ConcurrentDictionary<int, IGraph<ClosedShape, NotUsed>> Drawn = new();

    private readonly CancellationTokenSource _abort = new();

    private BatchFlow()
    {
    }

    /// <param name="body">The flow's from here on.</param>
    /// <param name="plan">How its lines are made, for whom; its lease is the flow's from here on.</param>
    /// <param name="receivers">In the order of the plan's outputs.</param>
    /// <param name="isBacklog">The body comes out of the spool.</param>
    /// <param name="spools">What one of several Receivers does not take may go into the spool.</param>
    public static BatchFlow Start(
        BatchBody body,
        FormatPlan plan,
        ImmutableArray<(string Name, IActorRef Actor)> receivers,
        EdgeSettings edge,
        IActorRef owner,
        IMaterializer materializer,
        bool isBacklog = false,
        bool spools = false)
    {
        var flow = new BatchFlow();
        var run = new BatchRun(body.Bytes, edge.MaxInflated, edge.MaxLine, plan);
        var delivery = new BatchDelivery(plan.Origin.Id, receivers, plan.Progress, flow._abort.Token)
        {
            Dataset = plan.Origin.Dataset,
            Formats = [.. plan.Outputs.Select(output => output.Format)],
            IsBacklog = isBacklog,
            LeavesSlow = spools && receivers.Length > 1,
        };
        materializer.Materialize(
            Drawn.GetOrAdd(receivers.Length, Draw).AddAttributes(new Attributes(run, delivery)));
        var ends = delivery.Ends.Select((end, i) => TellAsync(end, i, owner));
        OverAsync([.. ends], run.BodyClosed, body, plan.Lease).PipeTo(owner);
        return flow;
    }

    /// <summary>Ends all outputs that have not ended.</summary>
    public void Abort() => _abort.Cancel();

    private static IGraph<ClosedShape, NotUsed> Draw(int receivers) => RelayGraph.Draw(receivers == 0
        ? [new DiscardStage()]
        : [.. Enumerable.Range(0, receivers).Select(i => new DeliverStage(i))]);

    private static async Task TellAsync(Task end, int output, IActorRef owner)
    {
        await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failure = end.IsCompletedSuccessfully ? null : end.Exception?.GetBaseException() ?? new OperationCanceledException();
        owner.Tell(new OutputEnded(output, failure));
    }

    private static async Task<Over> OverAsync(ImmutableArray<Task> outputs, Task bodyClosed, BatchBody body, BlockLease lease)
    {
        await Task.WhenAll(outputs);
        await bodyClosed;
        body.Dispose();
        lease.Dispose();
        return Over.Instance;
    }

    /// <summary>Flow to owner: an output has ended.</summary>
    /// <param name="Failure">Null when its Receiver has confirmed all that it gets of the whole body.</param>
    public sealed record OutputEnded(int Output, Exception? Failure) : IDeadLetterSuppression;

    /// <summary>Flow to owner, after all outputs: it is over.</summary>
    public sealed record Over : IDeadLetterSuppression
    {
        public static Over Instance { get; } = new();
    }
}

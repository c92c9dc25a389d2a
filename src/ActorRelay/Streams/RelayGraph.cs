using System.Buffers;
using System.Collections.Immutable;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorRelay.Streams;

/// <summary>
/// The path of one batch, from its body to the Receivers of its route. This is the only place where every byte is
/// touched. An element is a block of many lines, never a line; nothing is buffered between the steps, and each step
/// runs only when the one after it asks, so a Receiver that takes no more stops the gunzip.
/// </summary>
internal static class RelayGraph
{
    /// <param name="body">As received, gzip or plain.</param>
    /// <param name="maxInflated">Most bytes it may inflate to.</param>
    /// <param name="maxLine">Longest line that is delivered.</param>
    /// <param name="plan">How lines are formatted, for whom.</param>
    /// <param name="deliveries">One for each output of the plan, in its order.</param>
    /// <returns>Materialises a task that ends when no stage can read the body any more.</returns>
    public static IRunnableGraph<Task> Create(
        ReadOnlySequence<byte> body,
        long maxInflated,
        int maxLine,
        FormatPlan plan,
        ImmutableArray<Sink<Block, NotUsed>> deliveries)
    {
        var lines = Source.FromGraph<Block, Task>(new Gunzip(body, maxInflated, plan.Lease))
            .Via(new Unwrap(plan.Input))
            .Via(new FrameLines(maxLine, plan.Lease))
            .Named("relay-lines");

        return RunnableGraph.FromGraph(GraphDsl.Create(lines, (builder, source) =>
        {
            var format = builder.Add(new Format(plan));
            builder.From(source.Outlet).To(format.In);
            for (var i = 0; i < deliveries.Length; i++)
            {
                builder.From(format.Out(i)).To(builder.Add(deliveries[i]));
            }

            return ClosedShape.Instance;
        }));
    }
}

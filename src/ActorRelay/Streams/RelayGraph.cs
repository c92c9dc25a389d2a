using System.Buffers;
using System.Collections.Immutable;
using ActorRelay.Blocks;
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
    /// <summary>
    /// Draws the graph for any batch with so many outputs, and fuses it, which takes longer than to run a small batch.
    /// To run it, add the batch (<see cref="BatchRun"/>) and whatever the deliveries need as attributes.
    /// </summary>
    /// <param name="deliveries">Where blocks go, one for each output of the batch's plan, in its order.</param>
    public static IGraph<ClosedShape, NotUsed> Draw(ImmutableArray<IGraph<SinkShape<Block>, NotUsed>> deliveries)
    {
        var lines = Source.FromGraph(new Gunzip())
            .Via(new Unwrap())
            .Via(new FrameLines())
            .Named("relay-lines");
        return Fusing.Aggressive(GraphDsl.Create(lines, (builder, source) =>
        {
            var format = builder.Add(new Format(deliveries.Length));
            builder.From(source.Outlet).To(format.In);
            for (var i = 0; i < deliveries.Length; i++)
            {
                builder.From(format.Out(i)).To(builder.Add(deliveries[i]));
            }

            return ClosedShape.Instance;
        }));
    }
}

/// <summary>
/// What one run of the graph works by: one batch. The graph itself is drawn once, for all of them; this reaches its
/// stages as an attribute when they are materialised.
/// </summary>
/// <param name="MaxLine">Longest line that is delivered, in bytes.</param>
/// <param name="Plan">How lines are formatted, for whom.</param>
internal sealed record BatchRun(ReadOnlySequence<byte> Body, long MaxInflated, int MaxLine, FormatPlan Plan)
    : Attributes.IAttribute
{
    private readonly TaskCompletionSource _bodyClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when no stage can read the body any more.</summary>
    public Task BodyClosed => _bodyClosed.Task;

    /// <exception cref="InvalidOperationException">The graph was run without one.</exception>
    public static BatchRun Of(Attributes attributes) =>
        attributes.GetAttribute<BatchRun>(null!) ?? throw new InvalidOperationException("The graph is run without a batch.");

    public void CloseBody() => _bodyClosed.TrySetResult();
}

using System.Buffers;
using Akka.Streams;

namespace ActorRelay.Streams;

/// <summary>
/// What one run of the graph works by: one batch. The graph itself is drawn once, for all of them; this reaches its
/// stages as an attribute when they are materialised.
/// </summary>
/// <param name="maxLine">Longest line that is delivered, in bytes.</param>
/// <param name="plan">How lines are formatted, for whom.</param>
internal sealed class BatchRun(ReadOnlySequence<byte> body, long maxInflated, int maxLine, FormatPlan plan)
    : Attributes.IAttribute
{
    private readonly TaskCompletionSource _bodyClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlySequence<byte> Body => body;

    public long MaxInflated => maxInflated;

    public int MaxLine => maxLine;

    public FormatPlan Plan => plan;

    /// <summary>Ends when no stage can read the body any more.</summary>
    public Task BodyClosed => _bodyClosed.Task;

    /// <exception cref="InvalidOperationException">The graph was run without one.</exception>
    public static BatchRun Of(Attributes attributes) =>
        attributes.GetAttribute<BatchRun>(null!) ?? throw new InvalidOperationException("The graph is run without a batch.");

    public void CloseBody() => _bodyClosed.TrySetResult();
}

using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>
/// How receiving a body ended: with the body, with an answer, or, both null, with a client that has gone.
/// </summary>
internal readonly record struct ReceivedBody(BatchBody? Body, BatchAnswer? Answer)
{
    /// <summary>There is no memory for it, and it is to go into the spool as it comes; the answer is if it cannot.</summary>
    public UnroomedBody? Unroomed { get; init; }

    public static ReceivedBody ClientGone => default;

    public static ReceivedBody Whole(BatchBody body) => new(body, null);

    public static ReceivedBody Ended(BatchOutcome outcome, string? detail = null) =>
        new(null, new BatchAnswer(outcome, null, 0, detail));
}

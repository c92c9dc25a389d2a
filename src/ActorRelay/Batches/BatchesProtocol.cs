namespace ActorRelay.Batches;

/// <summary>What the edge and the host say to <c>/user/batches</c>.</summary>
internal static class BatchesProtocol
{
    /// <summary>Edge to batches: deliver this, and complete <paramref name="Answer"/> when it has ended. The body changes hands.</summary>
    public sealed record Submit(Batch Batch, TaskCompletionSource<BatchAnswer> Answer);

    /// <summary>Host to batches: end what is still running; it is answered 503.</summary>
    public sealed record StopAll
    {
        public static StopAll Instance { get; } = new();
    }
}

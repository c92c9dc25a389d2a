namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>What was posted and answered 200.</summary>
/// <param name="Batches">Posts.</param>
/// <param name="Records">Lines in them.</param>
/// <param name="InflatedBytes">Their size once inflated.</param>
/// <param name="Elapsed">From the first post's start to the last one's answer.</param>
internal sealed record Load(long Batches, long Records, long InflatedBytes, TimeSpan Elapsed)
{
    public static Load None { get; } = new(0, 0, 0, TimeSpan.Zero);
}

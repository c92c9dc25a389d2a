namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>Something the relay has to keep under.</summary>
/// <param name="What">In words, with the unit.</param>
/// <param name="Measured">What it was.</param>
/// <param name="Allowed">The most it may be.</param>
internal sealed record Goal(string What, double Measured, double Allowed)
{
    private const double CpuToRawSend = 1.35;
    private const double SpooledToRelay = 1.35;

    /// <summary>A thousand small posts a second, each on disk before it is answered.</summary>
    private const double MillisecondsForSmallPost = 1;
    private const double AllocatedPerBatch = 100_000;
    private const double AllocatedPerRecord = 2;
    private const double ConstantRss = 110e6;

    /// <summary>Memory is never as flat as a rule: what the runtime itself moves within a stall.</summary>
    private const double StallGrowth = 8e6;

    public bool IsMet => Measured <= Allowed;

    /// <summary>The goals of one workload; none when the relay was not measured.</summary>
    public static IEnumerable<Goal> Of(WorkloadResult result)
    {
        if (result.Find(EndToEndRun.Relay) is not { } relay)
        {
            yield break;
        }

        var name = result.Workload.Name;
        var spooled = result.Find(EndToEndRun.Spooled);
        if (result.Workload.Posts == Workload.MostPosts)
        {
            // It is there for what a post costs, whatever is in it.
            if (spooled is not null)
            {
                yield return new Goal(
                    $"{name}: ms for a post, spooled", 1e3 / spooled.Of(round => round.PostsPerSecond).Median, MillisecondsForSmallPost);
            }

            yield break;
        }

        yield return new Goal(
            $"{name}: cpu, relay / gunzip+send",
            result.CpuRatio(EndToEndRun.Relay, EndToEndRun.RawSend)!.Value.Median,
            CpuToRawSend);
        yield return new Goal(
            $"{name}: KB allocated per batch",
            relay.Of(round => round.AllocatedPerBatch).Median / 1e3,
            (AllocatedPerBatch + AllocatedPerRecord * relay.Of(round => round.RecordsPerBatch).Median) / 1e3);
        yield return Rss(name, relay.PeakRss, result.Workload.CompressedInFlight, relay.BlockBytes);
        if (spooled is not null)
        {
            yield return new Goal(
                $"{name}: cpu, spooled / relay", result.CpuRatio(EndToEndRun.Spooled, EndToEndRun.Relay)!.Value.Median, SpooledToRelay);
        }
    }

    /// <summary>The goals of a stall; none when it was not the relay's.</summary>
    public static IEnumerable<Goal> Of(StallResult stall)
    {
        if (stall.Server != EndToEndRun.Relay)
        {
            yield break;
        }

        yield return new Goal(
            "stalled: MB of RSS gained at rest", (stall.RssAfter - stall.RssStalled) / 1e6, StallGrowth / 1e6);
        yield return Rss("stalled", stall.PeakRss, stall.CompressedInFlight, stall.BlockBytes);
    }

    private static Goal Rss(string when, long peak, long compressed, long blocks) =>
        new($"{when}: MB of peak RSS", peak / 1e6, (ConstantRss + compressed + blocks) / 1e6);
}

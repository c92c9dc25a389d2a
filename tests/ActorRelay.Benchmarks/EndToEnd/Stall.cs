using System.Diagnostics;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>All Receivers stop reading while 8 large posts are open, stay so for a while, and go on.</summary>
internal static class Stall
{
    private static readonly TimeSpan RestSampling = TimeSpan.FromMilliseconds(500);

    /// <exception cref="BenchmarkException">A post was answered meanwhile, or lines came out.</exception>
    public static async Task<StallResult> MeasureAsync(
        Contestant contestant,
        SinkServer sink,
        LoadGenerator generator,
        Workload workload,
        TimeSpan length,
        CancellationToken cancellation)
    {
        var server = contestant.Server;
        var port = server.SinkPort!.Value;
        var before = server.Meter.Rss;
        server.Meter.ForgetPeakRss();
        await sink.StallAsync(cancellation);
        var posts = generator.PostOnceAsync(server, workload, cancellation);
        await RestAsync(server.Meter, cancellation);
        var stalled = server.Meter.Rss;
        var lines = await sink.CountLinesAsync(port, cancellation);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAny(posts, Task.Delay(length, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (posts.IsCompleted || await sink.CountLinesAsync(port, cancellation) != lines)
        {
            await posts;
            throw new BenchmarkException($"{server.Name} went on while the sink was not reading.");
        }

        var result = new StallResult(
            server.Name,
            workload.CompressedInFlight,
            before,
            stalled,
            server.Meter.Rss,
            server.Meter.PeakRss,
            (await server.ReadFactsAsync(cancellation)).BlockBytes,
            Stopwatch.GetElapsedTime(started));
        await sink.ResumeAsync(cancellation);
        await contestant.VerifyAsync(await posts, cancellation);
        return result;
    }

    private static async Task RestAsync(ProcessMeter meter, CancellationToken cancellation)
    {
        TimeSpan before;
        do
        {
            before = meter.Cpu;
            await Task.Delay(RestSampling, cancellation);
        }
        while (meter.Cpu - before > RestSampling / 10);
    }
}

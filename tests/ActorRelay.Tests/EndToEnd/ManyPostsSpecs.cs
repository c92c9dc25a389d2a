using System.Net;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A slow destination gets more uploads in parallel, not fewer.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ManyPostsSpecs(ITestOutputHelper output)
{
    private const long MiB = 1 << 20;

    /// <summary>The program without a single batch, warm.</summary>
    private const long Constant = 130 * MiB;

    private const int Posts = 500;
    private const int Oldest = 100;
    private const int BatchSize = 1000;

    [Fact]
    public async Task Should_answer_all_of_500_posts_at_once_the_oldest_first()
    {
        var records = new NumberedRecords(seed: 25, BatchSize, DateTimeOffset.UtcNow);
        var bodies = Enumerable.Range(0, 20).Select(batch => GzipBytes.Of(records.Body(batch))).ToList();
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address, "connections = 2") with { Edge = "deadline = 60s", Spool = "store = off" });
        var idle = relay.Process.ResidentBytes;
        sink.Stall();
        var ended = 0;
        async Task<int> PostAsync(int i)
        {
            // Each has a source of its own, for the same body from the same source would be the same batch.
            var answer = await relay.Logpush.PostAsync($"/gateway_http/{i}", bodies[i % bodies.Count]);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            return Interlocked.Increment(ref ended);
        }

        var oldest = Enumerable.Range(0, Oldest).Select(PostAsync).ToList();
        await relay.StatusAsync(status => status is { InFlightBatches: Oldest });
        var others = Enumerable.Range(Oldest, Posts - Oldest).Select(PostAsync).ToList();
        await relay.StatusAsync(status => status is { InFlightBatches: Posts });
        var stalled = relay.Process.ResidentBytes;
        sink.Resume();

        var first = await Task.WhenAll(oldest).WaitAsync(TimeSpan.FromMinutes(1));
        await Task.WhenAll(others).WaitAsync(TimeSpan.FromMinutes(1));
        await sink.ReachesAsync(Posts * BatchSize);
        output.WriteLine($"oldest ended {first.Max()} at the latest, on average {first.Average():0}; "
            + $"resident {idle / MiB} MiB, with all of them {stalled / MiB}, at most {relay.Process.PeakResidentBytes / MiB}");

        // As many as run at once may overtake each other, and single answers may be late on a busy machine: it is the average
        // that tells. By chance it would be half of all.
        Assert.InRange(first.Max(), Oldest, Posts);
        Assert.InRange(first.Average(), Oldest / 2, Oldest + 50);

        // Bodies, blocks, and of each connection what the transport and Kestrel read ahead.
        var inFlight = Enumerable.Range(0, Posts).Sum(i => (long)bodies[i % bodies.Count].Length);
        Assert.InRange(relay.Process.PeakResidentBytes, 0, Constant + inFlight + (64 * MiB) + (Posts * MiB / 4));
    }
}

using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>One of two Receivers of a route takes nothing any more, and says nothing: the other gets what it got before.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Category", "Long")]
public sealed class BlackHoleSpecs(ITestOutputHelper output)
{
    private const int BatchSize = 5000;

    /// <summary>62,500 lines a second: half of what two cores can do with two Receivers, so that it is not they that are measured.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(80);

    private readonly NumberedRecords _records = new(seed: 31, BatchSize, DateTimeOffset.UtcNow);
    private int _next = -1;

    [Fact]
    public async Task Should_keep_its_rate_while_the_other_is_a_black_hole()
    {
        await using var siem = new TcpSink(keep: false);
        await using var archive = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{siem.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                archive { address = "{{archive.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                """,
            Routes = """[ { datasets = ["*"], receivers = ["siem", "archive"] } ]""",
            Spool = "store = \"sqlite:spool.db\", max-size = 20 GiB",
        });
        using var over = new CancellationTokenSource();
        var posting = Task.Run(() => PostAsync(relay, over.Token));

        await RateAsync(siem, TimeSpan.FromSeconds(10));
        var before = await RateAsync(siem, TimeSpan.FromSeconds(30));
        archive.Stall();
        var during = await RateAsync(siem, TimeSpan.FromSeconds(120));
        archive.Resume();
        await over.CancelAsync();
        Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

        var all = (long)(Volatile.Read(ref _next) + 1) * BatchSize;
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 } && status.Confirmed == all);
        output.WriteLine(
            $"{before:0} lines/s with both, {during:0} lines/s beside a black hole: {during / before:0.00}; "
            + $"{siem.Lines - all} lines twice, {archive.Lines - all} at the other");
        Assert.InRange(during / before, 0.95, 10);
        Assert.InRange(siem.Lines, all, long.MaxValue);
        Assert.InRange(archive.Lines, all, long.MaxValue);
    }

    /// <summary>One batch after the other is begun, whether those before it have ended or not.</summary>
    private async Task<Answer[]> PostAsync(RelayProcess relay, CancellationToken over)
    {
        var posts = new List<Task<Answer>>();
        using var timer = new PeriodicTimer(Pace);
        while (!over.IsCancellationRequested)
        {
            posts.Add(Task.Run(() => relay.Logpush.PostBatchAsync(_records, Interlocked.Increment(ref _next)), CancellationToken.None));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return await Task.WhenAll(posts);
    }

    private static async Task<double> RateAsync(TcpSink sink, TimeSpan time)
    {
        var (watch, lines) = (Stopwatch.StartNew(), sink.Lines);
        await Eventually.TrueAsync(() => watch.Elapsed >= time, () => "time stands still", time * 2);
        return (sink.Lines - lines) / watch.Elapsed.TotalSeconds;
    }
}

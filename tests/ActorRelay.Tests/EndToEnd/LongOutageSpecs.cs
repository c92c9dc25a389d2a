using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A Receiver that is away for minutes under full load: no post is refused, and everything is there in the end. How long
/// is ten minutes, or as many seconds as <c>OUTAGE_SECONDS</c> says.
/// </summary>
[Collection(EndToEndCollection.Name)]
[Trait("Category", "Long")]
public sealed class LongOutageSpecs(ITestOutputHelper output)
{
    private const int BatchSize = 5000;
    private const int Senders = 4;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("OUTAGE_SECONDS") ?? "600", CultureInfo.InvariantCulture));

    private readonly NumberedRecords _records = new(seed: 29, BatchSize, DateTimeOffset.UtcNow);
    private int _next = -1;

    [Theory]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public async Task Should_refuse_nothing_while_a_Receiver_is_away_and_deliver_it_under_load(string acknowledge)
    {
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To($"tcp://127.0.0.1:{port}", RelayConfig.Quick) with
        {
            Edge = $"acknowledge = {acknowledge}",
            Spool = "store = \"sqlite:spool.db\", max-size = 60 GiB",
        });
        await relay.StatusAsync(status => status.State("siem") == "down");
        var watch = Stopwatch.StartNew();
        await PostAsync(relay, () => watch.Elapsed < Outage);
        var away = Volatile.Read(ref _next) + 1;
        var spooled = new FileInfo(Path.Combine(relay.StateDir, "spool.db")).Length >> 20;
        var resident = relay.Process.PeakResidentBytes >> 20;

        // Back, and still under load until the backlog is gone.
        await using var sink = new TcpSink(keep: false, port);
        watch.Restart();
        var isOver = false;
        var posting = Task.Run(() => PostAsync(relay, () => !Volatile.Read(ref isOver)));
        await relay.StatusAsync(
            status => status.QuarantinedBodies > 0 || status.Backlog("siem") <= 2 * Senders, within: Outage + Eventually.Patience);
        var took = watch.Elapsed;
        Volatile.Write(ref isOver, true);
        await posting;
        Assert.True((await relay.StatusAsync()).QuarantinedBodies == 0, relay.Process.Said);

        var all = (long)(Volatile.Read(ref _next) + 1) * BatchSize;
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 } && status.Confirmed == all);
        output.WriteLine(
            $"{acknowledge}: {Outage.TotalSeconds:0} s, {away} batches, {spooled} MiB on disk, resident at most {resident} MiB, "
            + $"then {relay.Process.PeakResidentBytes >> 20} MiB; drained in {took.TotalSeconds:0} s beside {all / BatchSize - away} more batches; "
            + $"{all} records, {sink.Lines - all} lines twice");
        Assert.InRange(sink.Lines, all, all + (20 * BatchSize));
    }

    private Task PostAsync(RelayProcess relay, Func<bool> goOn) => Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
    {
        while (goOn())
        {
            var answer = await relay.Logpush.PostBatchAsync(_records, Interlocked.Increment(ref _next));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }
    })));
}

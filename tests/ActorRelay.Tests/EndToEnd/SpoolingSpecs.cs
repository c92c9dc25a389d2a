using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Batches that a Receiver cannot take now are answered 200 from disk, and delivered when it can.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class SpoolingSpecs
{
    private const int BatchSize = 2000;

    private readonly NumberedRecords _records = new(seed: 11, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_keep_what_a_Receiver_that_is_down_should_have_and_deliver_it_when_it_is_back()
    {
        const int Batches = 10;
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartReadyAsync(Config($"tcp://127.0.0.1:{port}"));
        await relay.StatusAsync(status => status.State("siem") == "down");

        Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 3), answer => answer.AssertSpooled());
        await relay.StatusAsync(status => status is { SpooledBatches: Batches, InFlightBatches: 0 });

        await using var sink = new TcpSink(port: port);
        await sink.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is
        {
            SpooledBatches: 0, SpooledRecords: 0, InFlightRecords: 0,
            Received: Batches * BatchSize, Confirmed: Batches * BatchSize,
        });
        await relay.StopAsync();
        AssertPerfect(sink, Batches);
    }

    [Fact]
    public async Task Should_deliver_after_a_restart_what_was_spooled_before()
    {
        const int Batches = 5;
        using var home = new TestFolder();
        var port = FreePort.Take();
        await using (var relay = await RelayProcess.StartReadyAsync(Config($"tcp://127.0.0.1:{port}"), home))
        {
            await relay.StatusAsync(status => status.State("siem") == "down");
            Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 2), answer => answer.AssertSpooled());
            await relay.StopAsync();
        }

        await using var sink = new TcpSink(port: port);
        await using var again = await RelayProcess.StartReadyAsync(Config($"tcp://127.0.0.1:{port}"), home);

        await sink.ReachesAsync(Batches * BatchSize);
        await again.StatusAsync(status => status is { SpooledBatches: 0, SpooledRecords: 0, Confirmed: Batches * BatchSize });
        await again.StopAsync();
        AssertPerfect(sink, Batches);
    }

    [Fact]
    public async Task Should_spool_at_the_deadline_and_go_on()
    {
        const int Batches = 8;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Config(sink.Address) with { Edge = "deadline = 1s" });
        sink.Stall();

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: Batches);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Contains(answers, answer => answer.Outcome == "spooled");
        sink.Resume();
        await sink.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, Confirmed: Batches * BatchSize });
        await relay.StopAsync();
        AssertPerfect(sink, Batches);
    }

    [Fact]
    public async Task Should_spool_first_when_told_to()
    {
        const int Batches = 8;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Config(sink.Address) with { Edge = "acknowledge = spooled" });

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);

        Assert.All(answers, answer => answer.AssertSpooled());
        await sink.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, Confirmed: Batches * BatchSize });
        await relay.StopAsync();
        AssertPerfect(sink, Batches);
    }

    [Fact]
    public async Task Should_hold_up_no_Receiver_for_another_that_is_down()
    {
        const int Batches = 6;
        var port = FreePort.Take();
        await using var sink = new TcpSink();
        var config = new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{sink.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                archive { address = "tcp://127.0.0.1:{{port}}", profile = "alog", {{RelayConfig.Quick}} }
                """,
            Routes = """[ { datasets = ["*"], receivers = ["siem", "archive"] } ]""",
            Spool = "store = \"sqlite:spool.db\"",
        };
        await using var relay = await RelayProcess.StartReadyAsync(config);
        await relay.StatusAsync(status => status.State("archive") == "down" && status.State("siem") == "up");

        Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 3), answer => answer.AssertSpooled());

        await sink.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is { SpooledBatches: Batches, InFlightBatches: 0, Confirmed: 0 });
        await using var archive = new TcpSink(port: port);
        await archive.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is
        {
            SpooledBatches: 0, SpooledRecords: 0, Received: Batches * BatchSize, Confirmed: Batches * BatchSize,
        });
        await relay.StopAsync();
        AssertPerfect(sink, Batches);
        AssertPerfect(archive, Batches);
    }

    [Fact]
    public async Task Should_spool_what_is_in_flight_when_it_is_stopped()
    {
        const int Batches = 8;
        using var home = new TestFolder();
        await using var sink = new TcpSink();
        var config = Config(sink.Address) with { Edge = "deadline = 5m", Relay = "stop-timeout = 4s" };
        await using (var relay = await RelayProcess.StartReadyAsync(config, home))
        {
            sink.Stall();
            var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: Batches);
            await relay.StatusAsync(status => status.InFlightBatches == Batches);
            relay.Process.Send(Signal.Terminate);

            Assert.All(await posting, answer => answer.AssertSpooled());
            sink.Resume();
            Assert.Equal(0, await relay.Process.ExitedAsync());
        }

        await using var again = await RelayProcess.StartReadyAsync(config, home);
        await again.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 });
        await again.StopAsync();

        // What a stalled Receiver had unread may come again; nothing else is promised of a run that was broken off.
        var arrivals = Arrivals(sink, Batches);
        Assert.Equal((0, 0), (arrivals.Lost, arrivals.Unknown));
    }

    [Fact]
    public async Task Should_spool_straight_from_the_socket_what_there_is_no_memory_for()
    {
        const int Batches = 40;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(
            Config(sink.Address) with { Edge = "deadline = 60s, in-flight = 512 KiB" });
        sink.Stall();

        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: Batches);
        await relay.StatusAsync(status => status.Outcomes("spooled") >= Batches / 2);
        sink.Resume();

        Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await sink.ReachesAsync(Batches * BatchSize);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, Confirmed: Batches * BatchSize });
        await relay.StopAsync();
        AssertPerfect(sink, Batches);
    }

    [Fact]
    public async Task Should_answer_503_when_the_spool_is_full_and_take_more_when_it_is_not()
    {
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartReadyAsync(
            Config($"tcp://127.0.0.1:{port}") with { Spool = "store = \"sqlite:spool.db\", max-size = 8 MiB, min-free = 0%" });
        await relay.StatusAsync(status => status.State("siem") == "down");

        var taken = 0;
        while ((await relay.Logpush.PostBatchAsync(_records, taken)).Status == HttpStatusCode.OK)
        {
            taken++;
        }

        Assert.InRange(taken, 5, 500);
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("relay.spool.max-size", (await relay.StatusAsync()).SpoolFault);
        await using var sink = new TcpSink(port: port);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpoolFault: null });
        Assert.Equal(HttpStatusCode.OK, (await relay.Logpush.PostUntilTakenAsync(_records, taken)).Status);
        await sink.ReachesAsync((taken + 1) * BatchSize);
        await relay.StopAsync();
        AssertPerfect(sink, taken + 1);
    }

    private static RelayConfig Config(string address) =>
        RelayConfig.To(address, RelayConfig.Quick) with { Spool = "store = \"sqlite:spool.db\"" };

    private Arrivals Arrivals(TcpSink sink, int batches) =>
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
            .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, batches * BatchSize);

    private void AssertPerfect(TcpSink sink, int batches) => Arrivals(sink, batches).AssertPerfect(batches * BatchSize);
}

using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>An operator takes a Receiver, or the node, out of service and back, while posts go on.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class DrainSpecs
{
    private const int BatchSize = 2000;
    private const int Batches = 30;

    private readonly NumberedRecords _records = new(seed: 131, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_spool_for_a_drained_Receiver_over_a_restart_and_deliver_all_once_it_is_resumed()
    {
        using var home = new TestFolder();
        await using var siem = new TcpSink();
        await using var lake = new TcpSink();
        var config = new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{siem.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                lake { address = "{{lake.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                """,
            Routes = """[ { datasets = ["*"], receivers = ["siem", "lake"] } ]""",
            Spool = "store = \"sqlite:spool.db\"",
        };
        await using (var relay = await RelayProcess.StartReadyAsync(config, home))
        {
            var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
            await siem.ReachesAsync(BatchSize);
            Assert.Equal(0, (await relay.CommandAsync("drain", "siem")).ExitCode);
            await relay.StatusAsync(status => status.State("siem") == "drained");
            Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

            // What was on its way when it was drained still arrives; then it is sent nothing more.
            await relay.StatusAsync(status => status is { InFlightBatches: 0 });
            var sent = siem.Lines;
            Assert.All(await relay.Logpush.PostBatchesAsync(_records, Batches, Batches, atOnce: 4), answer => answer.AssertSpooled());
            await lake.ReachesAsync(2 * Batches * BatchSize);
            Assert.Equal(sent, siem.Lines);
            await relay.ReadyAsync(HttpStatusCode.OK);
            Assert.Contains("receiver siem is drained by an operator", (await relay.InspectAsync("/readyz")).Text, StringComparison.Ordinal);
            await relay.StopAsync();
        }

        await using var again = await RelayProcess.StartReadyAsync(config, home);
        await again.StatusAsync(status => status.State("siem") == "drained" && status.State("lake") == "up");
        Assert.Equal(0, (await again.CommandAsync("resume", "siem")).ExitCode);
        await again.StatusAsync(status => status is { SpooledBatches: 0, SpooledRecords: 0, InFlightBatches: 0 });
        await again.StopAsync();
        AssertPerfect(siem);
        AssertPerfect(lake);
    }

    [Fact]
    public async Task Should_answer_503_while_the_node_is_drained()
    {
        await using var siem = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(siem.Address));

        Assert.Equal(0, (await relay.CommandAsync("drain")).ExitCode);
        var refused = await relay.Logpush.PostBatchesAsync(_records, 0, 1, atOnce: 1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused[0].Status);
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(0, (await relay.CommandAsync("resume")).ExitCode);
        await relay.ReadyAsync(HttpStatusCode.OK);
        Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, 1, atOnce: 1), answer => answer.AssertConfirmed(BatchSize));
        Assert.Equal(1, (await relay.CommandAsync("drain", "no-such")).ExitCode);
    }

    private void AssertPerfect(TcpSink sink) => new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
        .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, 2 * Batches * BatchSize)
        .AssertPerfect(2 * Batches * BatchSize);
}

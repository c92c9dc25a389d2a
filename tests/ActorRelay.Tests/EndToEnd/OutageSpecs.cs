using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Receivers that are down, stall, restart or are killed: what is answered, and that what was answered 200 is there.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class OutageSpecs
{
    private const int BatchSize = 5000;

    private readonly NumberedRecords _records = new(seed: 3, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_answer_503_and_when_to_come_again_while_the_receiver_is_down()
    {
        await using var relay = await RelayProcess.StartAsync(
            RelayConfig.To($"tcp://127.0.0.1:{FreePort.Take()}", "down-after = 500ms"));
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);

        var answer = await relay.Logpush.PostBatchAsync(_records, 0);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.InRange(answer.RetryAfter ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        await relay.StatusAsync(status => status.State("siem") == "down" && status.InFlightBatches == 0);
        Assert.Equal(HttpStatusCode.OK, (await relay.InspectAsync("/healthz")).Status);
    }

    [ReceiverTheory]
    [InlineData(ReceiverKind.RsyslogNewline)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public async Task Should_deliver_again_when_the_receiver_is_back(ReceiverKind kind)
    {
        await using var receiver = await kind.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(Config(kind, receiver));
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);
        await receiver.Arrived.ReachesAsync(BatchSize);

        await receiver.StopAsync();
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await relay.Logpush.PostBatchAsync(_records, 1)).Status);
        await receiver.StartAsync();
        await relay.ReadyAsync(HttpStatusCode.OK);
        (await relay.Logpush.PostUntilTakenAsync(_records, 1)).AssertConfirmed(BatchSize);

        await receiver.Arrived.ReachesAsync(2 * BatchSize);
        await AssertPerfectAsync(kind, receiver, relay, batches: 2);
    }

    [ReceiverTheory]
    [InlineData(ReceiverKind.RsyslogNewline)]
    [InlineData(ReceiverKind.RsyslogOctetCounting)]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public async Task Should_lose_nothing_when_the_receiver_stalls_and_goes_on(ReceiverKind kind)
    {
        const int Batches = 12;
        await using var receiver = await kind.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(
            Config(kind, receiver) with { Edge = "deadline = 5m" });

        receiver.Freeze();
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: Batches);
        await relay.StatusAsync(status => status.InFlightBatches > 0 && status.Received > 2 * BatchSize);
        receiver.Thaw();

        Assert.All(await posting, answer => answer.AssertConfirmed(BatchSize));
        await receiver.Arrived.ReachesAsync(Batches * BatchSize);
        await AssertPerfectAsync(kind, receiver, relay, Batches);
    }

    [ReceiverFact]
    public async Task Should_survive_a_receiver_that_is_killed_again_and_again()
    {
        const int Batches = 40;
        await using var receiver = await ReceiverKind.RsyslogNewline.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(Config(ReceiverKind.RsyslogNewline, receiver));

        var posting = Task.Run(() => Parallel.ForAsync(0, Batches, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
            (await relay.Logpush.PostUntilTakenAsync(_records, batch)).AssertConfirmed(BatchSize)));
        for (var kill = 1; kill <= 3; kill++)
        {
            var before = receiver.Arrived.Count();
            await Eventually.TrueAsync(
                () => receiver.Arrived.Count() > before + BatchSize || posting.IsCompleted, () => "nothing arrives any more");
            await receiver.KillAsync();
            await receiver.StartAsync();
        }

        await posting;

        // What the killed daemon had taken and not written is lost, and a completed write is all this relay knows of.
        // Everything else is whole: no line is torn but the one the daemon was killed in.
        await relay.StatusAsync(status => status.InFlightBatches == 0 && status.Confirmed >= Batches * BatchSize);
        await relay.StopAsync();
        await receiver.StopAsync();
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ReceiverKind.RsyslogNewline.Framing)))
            .Count(receiver.Arrived.Read(), 0, Batches * BatchSize);
        Assert.InRange(arrivals.Different + arrivals.Unknown, 0, 3 * 4);
    }

    [Fact]
    public async Task Should_give_up_a_receiver_that_stalls_for_good_at_the_deadline()
    {
        await using var sink = new TcpSink(keep: false);
        sink.Stall();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address) with { Edge = "deadline = 2s" });

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, 16, atOnce: 16);

        Assert.Contains(answers, answer => answer is { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null });
        sink.Resume();
        await relay.StatusAsync(status => status is { InFlightBatches: 0, InFlightRecords: 0 } && status.Refused > 0);
        (await relay.Logpush.PostUntilTakenAsync(_records, 5)).AssertConfirmed(BatchSize);
    }

    [Fact]
    public async Task Should_stay_on_its_feet_when_connections_are_reset()
    {
        const int Batches = 30;
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address, "connections = 2"));

        var posting = Parallel.ForAsync(0, Batches, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
            (await relay.Logpush.PostUntilTakenAsync(_records, batch)).AssertConfirmed(BatchSize));
        for (var reset = 0; reset < 5; reset++)
        {
            var before = sink.Lines;
            await Eventually.TrueAsync(
                () => sink.Lines > before + BatchSize || posting.IsCompleted, () => "nothing arrives any more");
            sink.Reset();
        }

        await posting;
        await relay.StatusAsync(status => status.Connections("siem") == 2);
        await relay.AtRestAsync();
    }

    private static RelayConfig Config(ReceiverKind kind, SyslogDaemon receiver) => RelayConfig.To(
        receiver.Address,
        $"framing = {(kind.Framing == ActorRelay.Syslog.Framing.Newline ? "newline" : "octet-counting")}, connections = 2, down-after = 500ms");

    private async Task AssertPerfectAsync(ReceiverKind kind, SyslogDaemon receiver, RelayProcess relay, int batches)
    {
        await relay.AtRestAsync();
        await relay.StopAsync();
        await receiver.StopAsync();
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(kind.Framing)))
            .Count(receiver.Arrived.Read(), 0, batches * BatchSize)
            .AssertPerfect(batches * BatchSize);
    }
}

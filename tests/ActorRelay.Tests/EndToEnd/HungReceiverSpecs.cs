using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A real receiver that stops reading, its connections open, for longer than they are kept, and then goes on.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class HungReceiverSpecs
{
    private const int BatchSize = 2000;
    private const int Senders = 2;

    private readonly NumberedRecords _records = new(seed: 31, BatchSize, DateTimeOffset.UtcNow);
    private int _next = -1;

    [ReceiverTheory]
    [InlineData(ReceiverKind.RsyslogOctetCounting)]
    public async Task Should_say_that_a_receiver_hangs_and_confirm_again_once_it_goes_on(ReceiverKind kind)
    {
        await using var receiver = await kind.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(
            receiver.Address,
            "framing = octet-counting, connections = 2, stall-timeout = 2s, hung-after = 3s, replay = 1 MiB, backoff { max = 1s }") with
        {
            Edge = "deadline = 2s",
            Spool = "store = \"sqlite:spool.db\"",
        });
        await PostAsync(relay, () => _next < 8);

        // Both connections are given up more than twice. What new ones take in unread is not taken for a sign of life.
        receiver.Freeze();
        var isOver = false;
        var posting = PostAsync(relay, () => !Volatile.Read(ref isOver));
        await relay.StatusAsync(status => status.State("siem") == "hung" && status.StalledSeconds("siem") > 10);
        var ready = await relay.InspectAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.Status);
        Assert.Contains("receiver siem is hung: nothing confirmed for ", ready.Text);

        receiver.Thaw();
        await relay.StatusAsync(status => status.State("siem") == "up");
        await relay.StatusAsync(status => status.Backlog("siem") <= 2 * Senders);
        Volatile.Write(ref isOver, true);
        await posting;
        (await relay.Logpush.PostBatchAsync(_records, ++_next)).AssertConfirmed(BatchSize);

        var all = (_next + 1) * BatchSize;
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 } && status.Confirmed == all);
        await relay.StopAsync();
        await receiver.StopAsync();
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(kind.Framing)))
            .Count(receiver.Arrived.Read(), 0, all);
        Assert.Equal((0, 0, 0), (arrivals.Lost, arrivals.Unknown, arrivals.Different));
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

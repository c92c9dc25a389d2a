using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What an operator sees from outside.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class InspectionSpecs
{
    private const int BatchSize = 2000;

    private readonly NumberedRecords _records = new(seed: 9, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_be_ready_only_while_the_receiver_is_connected()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address, "connections = 2, down-after = 500ms"));
        await relay.StatusAsync(status => status.State("siem") == "up" && status.Connections("siem") == 2);

        await sink.DisposeAsync();

        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);
        await relay.StatusAsync(status => status.State("siem") == "down" && status.Connections("siem") == 0);
        Assert.Equal(HttpStatusCode.OK, (await relay.InspectAsync("/healthz")).Status);
    }

    [Fact]
    public async Task Should_keep_books_that_balance_at_every_moment()
    {
        const int Batches = 60;
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));

        var bad = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of("{\"Datetime\":1}\nbad\n{\"Datetime\":1}"));
                await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of(_records.Body(0))[..^100]);
            }
        });
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 8);
        var samples = 0;
        while (!posting.IsCompleted || !bad.IsCompleted)
        {
            (await relay.StatusAsync()).AssertBalanced();
            samples++;
        }

        Assert.All(await posting, answer => answer.AssertConfirmed(BatchSize));
        await bad;
        Assert.InRange(samples, 10, int.MaxValue);

        // What was read of a batch that turns out to be truncated is confirmed before it is refused: it counts as that.
        await relay.StatusAsync(status => status is { InFlightRecords: 0, InFlightBatches: 0, InFlightBytes: 0, Quarantined: 20 }
            && status.Confirmed >= (Batches * BatchSize) + 40
            && status.Received == status.Confirmed + status.Quarantined);
    }

    [Fact]
    public async Task Should_count_lines_that_say_less_than_their_records()
    {
        await using var siem = new TcpSink();
        await using var archive = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{siem.Address}}", profile = "alog", max-message = 480 B }
                archive { address = "{{archive.Address}}", profile = "alog" }
                """,
            Routes = """[ { receivers = ["siem", "archive"] } ]""",
        });
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var body = $"{{\"Datetime\":{now},\"URL\":\"{new string('x', 600)}\"}}\n{{\"Datetime\":{now}}}\n{{\"Datetime\":1}}\n{{}}\n";

        await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of(body));

        await relay.StatusAsync(status => status.Confirmed == 4);
        var status = await relay.StatusAsync();
        Assert.Equal((1, 2), status.Lines("siem"));
        Assert.Equal((0, 2), status.Lines("archive"));
    }

    [Fact]
    public async Task Should_say_what_confirms_a_record()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));

        Assert.Equal("acknowledged", (await relay.StatusAsync()).Confirmation("siem"));
    }
}

using System.Net;
using System.Text;
using ActorRelay.Telemetry;

namespace ActorRelay.Tests.EndToEnd;

/// <summary><c>/metrics</c> of the real program, against what the test knows.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class MetricsSpecs
{
    private const int BatchSize = 500;

    private readonly NumberedRecords _records = new(seed: 23, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_count_what_the_test_counts()
    {
        const int Batches = 6;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));
        var bytes = 0L;
        for (var batch = 0; batch < Batches; batch++)
        {
            var body = GzipBytes.Of(_records.Body(batch));
            bytes += body.Length;
            (await relay.Logpush.PostAsync("gateway_http", body)).AssertConfirmed(BatchSize);
        }

        var bad = Encoding.UTF8.GetBytes("{\"a\":1}\nno json\n{\"a\":2}\n");
        await relay.Logpush.PostAsync("http_requests", bad);
        await relay.Logpush.PostAsync("http_requests", "{\"content\":\"tests\"}"u8.ToArray());
        using (var stranger = new LogpushSender(relay.Edge, "not the secret"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsync("gateway_http", "{}"u8.ToArray())).Status);
        }

        await relay.AtRestAsync();
        var scrape = await Scrape.OfAsync(relay.Inspection);

        Assert.Equal(Batches * BatchSize, scrape["""actorrelay_records_total{dataset="gateway_http",outcome="received"}"""]);
        Assert.Equal(Batches * BatchSize, scrape["""actorrelay_records_total{dataset="gateway_http",outcome="confirmed"}"""]);
        Assert.Equal(2, scrape["""actorrelay_records_total{dataset="http_requests",outcome="confirmed"}"""]);
        Assert.Equal(1, scrape["""actorrelay_records_total{dataset="http_requests",outcome="quarantined"}"""]);
        Assert.Equal(1, scrape["actorrelay_quarantine_records"]);
        Assert.Equal(0, scrape["actorrelay_records_unbalanced"]);
        Assert.Equal(Batches + 1, scrape["""actorrelay_batches_total{outcome="confirmed"}"""]);
        Assert.Equal(1, scrape["""actorrelay_batches_total{outcome="preflight"}"""]);
        Assert.Equal(Batches + 2, scrape["""actorrelay_http_requests_total{status="200"}"""]);
        Assert.Equal(1, scrape["""actorrelay_http_requests_total{status="403"}"""]);
        Assert.Equal(bytes + bad.Length, scrape["""actorrelay_bytes_total{direction="in"}"""]);
        Assert.Equal(
            Enumerable.Range(0, Batches).Sum(batch => _records.Body(batch).Length) + bad.Length,
            scrape["""actorrelay_bytes_total{direction="inflated"}"""]);
        Assert.Equal(sink.Arrived().Sum(line => line.Length + 1), scrape["""actorrelay_bytes_total{direction="out"}"""]);
        Assert.Equal(Batches * BatchSize + 2, scrape["""actorrelay_receiver_records_total{outcome="confirmed",receiver="siem"}"""]);
        Assert.Equal(2, scrape["""actorrelay_receiver_connections{receiver="siem",state="live"}"""]);
        Assert.Equal(1, scrape["""actorrelay_receiver_state{receiver="siem",state="up"}"""]);
        Assert.Equal(Batches + 1, scrape["""actorrelay_batch_duration_seconds_count{outcome="confirmed"}"""]);
        Assert.Equal(Batches + 1, scrape["actorrelay_answer_duration_seconds_count"]);
        Assert.Equal(Batches + 1, scrape["""actorrelay_answer_duration_seconds_bucket{le="9"}"""]);
    }

    /// <summary>All that docs/metrics.md lists, and nothing else; open to whoever asks, by any name, in both formats.</summary>
    [Fact]
    public async Task Should_show_all_metrics_to_anybody()
    {
        using var folder = new TestFolder();
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));
        (await relay.Logpush.PostAsync("gateway_http", "{\"a\":1}"u8.ToArray())).AssertConfirmed(1);

        var scrape = await Scrape.OfAsync(relay.Inspection, "relay.example.com");
        var open = await Scrape.OfAsync(relay.Inspection, accept: "application/openmetrics-text; version=1.0.0");

        Assert.Empty(scrape.Families.Except(RelayMetrics.All.Select(metric => metric.Name)));
        Assert.EndsWith("# EOF\n", open.Text, StringComparison.Ordinal);
    }
}

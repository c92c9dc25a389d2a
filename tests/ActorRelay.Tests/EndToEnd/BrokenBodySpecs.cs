using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A body that cannot be read to its end, on every way it can take: what the books say of it is what arrived.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class BrokenBodySpecs
{
    private const int Count = 40_000;

    private readonly NumberedRecords _records = new(seed: 23, Count, DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("spooled")]
    [InlineData("confirmed")]
    public async Task Should_count_what_arrived_of_a_body_that_is_cut_off(string acknowledge)
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Config(sink.Address) with { Edge = $"acknowledge = {acknowledge}" });

        var answer = await PostAsync(relay);
        if (acknowledge == "spooled")
        {
            answer.AssertSpooled();
        }
        else
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal("quarantined", (await PostAsync(relay)).Outcome);
        }

        await AssertBooksAsync(relay, sink);
    }

    [Fact]
    public async Task Should_count_what_arrived_of_a_body_that_is_cut_off_and_had_to_wait()
    {
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartReadyAsync(Config($"tcp://127.0.0.1:{port}"));
        await relay.StatusAsync(status => status.State("siem") == "down");
        (await PostAsync(relay)).AssertSpooled();

        await using var sink = new TcpSink(port: port);

        await AssertBooksAsync(relay, sink);
    }

    [Fact]
    public async Task Should_count_what_arrived_of_a_body_that_is_cut_off_under_a_Receiver_that_stalls()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Config(sink.Address) with { Edge = "deadline = 1s" });
        sink.StallAfter(1 << 20);

        var answering = PostAsync(relay);
        await relay.StatusAsync(status => status.SpooledBatches == 1);
        (await answering).AssertSpooled();
        sink.Resume();

        await AssertBooksAsync(relay, sink);
    }

    [Theory]
    [InlineData("spooled")]
    [InlineData("confirmed")]
    public async Task Should_keep_a_body_of_bad_lines_whole_and_none_of_them_by_line(string acknowledge)
    {
        var good = _records.Record(0).Json;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Config(sink.Address) with
        {
            Edge = $"acknowledge = {acknowledge}",
            Relay = "quarantine.max-size = 16 MiB",
        });
        Assert.Equal(HttpStatusCode.OK, (await relay.Logpush.PostAsync("/dns_logs", [.. good, .. "\noops\n"u8])).Status);
        await relay.StatusAsync(status => status is { Quarantined: 1, Confirmed: 1, InFlightBatches: 0 });

        // Some good ones among them, which are to arrive.
        var body = GzipBytes.Of(string.Concat(Enumerable.Repeat($"{Encoding.UTF8.GetString(good)}\n{Lines(1000)}", 1000)));
        Assert.InRange(body.Length, 1, 1 << 20);
        var answer = await relay.Logpush.PostAsync("/dns_logs", body);
        if (acknowledge == "confirmed")
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("relay.quarantine.max-lines", answer.Text);
            Assert.Equal("quarantined", (await relay.Logpush.PostAsync("/dns_logs", body)).Outcome);
        }

        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, QuarantinedBodies: 1 });
        var items = (await relay.InspectAsync("/relay/quarantine")).Text;
        var status = await relay.StatusAsync();
        await relay.StopAsync();
        Assert.Equal(2, Regex.Count(items, "\"reason\""));
        Assert.Equal(0, status.Evicted);
        Assert.Equal(sink.Lines, status.Confirmed);
        Assert.InRange(sink.Lines, 5, 12);

        static string Lines(int count) => string.Concat(Enumerable.Repeat("x\n", count));
    }

    private static RelayConfig Config(string address) =>
        RelayConfig.To(address, RelayConfig.Quick) with { Spool = "store = \"sqlite:spool.db\"" };

    private Task<Answer> PostAsync(RelayProcess relay)
    {
        var body = GzipBytes.Of(_records.Body(0));
        return relay.Logpush.PostAsync(_records.DatasetOf(0), body[..(body.Length * 9 / 10)]);
    }

    /// <summary>Nothing comes twice here, so each line is a record that was confirmed; the body is kept whole beside.</summary>
    private async Task AssertBooksAsync(RelayProcess relay, TcpSink sink)
    {
        await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, QuarantinedBodies: 1 });
        var status = await relay.StatusAsync();
        await relay.StopAsync();
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
            .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, Count);
        Assert.Equal((0L, 0L, 0L), (arrivals.Duplicated, arrivals.Unknown, arrivals.Different));
        Assert.InRange(arrivals.Lines, Count / 2, Count - 1);
        Assert.Equal(
            (arrivals.Lines, arrivals.Lines, 0L, 0L), (status.Received, status.Confirmed, status.Quarantined, status.Refused));
    }
}

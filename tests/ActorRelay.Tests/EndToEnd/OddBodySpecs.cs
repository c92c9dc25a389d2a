using System.Net;
using System.Text;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Bodies in which something is not as it should be: all else of them arrives, and what does not is kept.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class OddBodySpecs : IAsyncLifetime
{
    private const int Good = 2000;
    private readonly TcpSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _sink.DisposeAsync();

    [Theory]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public async Task Should_keep_the_body_of_a_record_that_is_too_long(string acknowledge)
    {
        await using var relay = await StartAsync($"max-line = 256 KiB, acknowledge = {acknowledge}");
        var body = WithLongRecord();

        var answer = await relay.Logpush.PostAsync("/gateway_http", body);

        Assert.Equal((HttpStatusCode.OK, acknowledge), (answer.Status, answer.Outcome));
        await AssertKeptAsync(relay, body);
        Assert.Contains("its line 1001 is longer than edge.max-line", relay.Process.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_keep_it_when_the_body_comes_out_of_the_spool()
    {
        using var home = new TestFolder();
        var body = WithLongRecord();
        await using (var down = await RelayProcess.StartReadyAsync(Config($"tcp://127.0.0.1:{FreePort.Take()}", "max-line = 256 KiB"), home))
        {
            await down.StatusAsync(status => status.State("siem") == "down");
            (await down.Logpush.PostAsync("/gateway_http", body)).AssertSpooled();
            await down.StopAsync();
        }

        await using var relay = await RelayProcess.StartReadyAsync(Config(_sink.Address, "max-line = 256 KiB"), home);

        await AssertKeptAsync(relay, body);
    }

    [Fact]
    public async Task Should_deliver_a_record_alone_in_its_body_though_a_byte_is_no_utf8()
    {
        await using var relay = await StartAsync("");
        var body = Encoding.Latin1.GetBytes("{\"EdgeStartTimestamp\":\"2026-11-30T22:00:00Z\",\"ClientRequestUserAgent\":\"x\u00c3(y\",\"RayID\":\"r1\"}\n");

        (await relay.Logpush.PostAsync("/http_requests", body)).AssertConfirmed(1);

        await _sink.ReachesAsync(1);
        Assert.EndsWith("ClientRequestUserAgent=\"x\uFFFD(y\" RayID=\"r1\"", Assert.Single(_sink.ArrivedText()), StringComparison.Ordinal);
        var records = JsonDocument.Parse((await relay.InspectAsync("/relay/status")).Text).RootElement.GetProperty("records");
        Assert.Equal((1, 0), (records.GetProperty("replaced").GetInt32(), records.GetProperty("quarantined").GetInt32()));
        (await relay.StatusAsync()).AssertBalanced();
    }

    [Fact]
    public async Task Should_say_once_that_a_record_looks_like_an_envelope()
    {
        await using var relay = await StartAsync("");

        foreach (var number in Enumerable.Range(0, 3))
        {
            (await relay.Logpush.PostAsync("/workers_trace_events", GzipBytes.Of($$"""{"Outcome":"ok","Logs":[{"n":{{number}} }]}"""))).AssertConfirmed(1);
        }

        await _sink.ReachesAsync(3);
        Assert.Single(relay.Process.Said.Split('\n'), line => line.Contains("set unwrap to that name", StringComparison.Ordinal));
        Assert.Contains("/workers_trace_events is one object that holds an array of objects, Logs,", relay.Process.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_coding_that_a_body_cannot_be_read_in()
    {
        await using var relay = await StartAsync("");
        using var content = new ByteArrayContent([0x8b, 0x02, 0x80, 0x7b, 0x7d, 0x03]);
        content.Headers.ContentEncoding.Add("br");

        var answer = await relay.Logpush.PostAsync("/gateway_http", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("its Content-Encoding is br", answer.Text, StringComparison.Ordinal);
    }

    private static byte[] WithLongRecord()
    {
        var good = string.Concat(Enumerable.Range(0, Good / 2).Select(n => $"{{\"n\":{n}}}"));
        return GzipBytes.Of(good + $"{{\"n\":\"{new string('x', 5_000_000)}\"}}" + good);
    }

    private static RelayConfig Config(string address, string edge) => RelayConfig.To(address, RelayConfig.Quick) with
    {
        Edge = edge,
        Spool = "store = \"sqlite:spool.db\"",
    };

    private Task<RelayProcess> StartAsync(string edge) => RelayProcess.StartReadyAsync(Config(_sink.Address, edge));

    private async Task AssertKeptAsync(RelayProcess relay, byte[] body)
    {
        await _sink.ReachesAsync(Good);
        await relay.StatusAsync(status => status is { Confirmed: Good, Quarantined: 1, QuarantinedBodies: 1, InFlightBatches: 0, SpooledBatches: 0 });
        (await relay.StatusAsync()).AssertBalanced();
        var items = JsonDocument.Parse((await relay.InspectAsync("/relay/quarantine")).Text).RootElement.GetProperty("items").EnumerateArray()
            .ToDictionary(item => item.GetProperty("reason").GetString()!);
        Assert.Equal(["line-1001-too-long", "too-long"], items.Keys.Order());
        Assert.Equal(1001, items["too-long"].GetProperty("line").GetInt32());
        Assert.StartsWith(items["too-long"].GetProperty("batch").GetString()!, items["line-1001-too-long"].GetProperty("batch").GetString());
        using var client = new HttpClient();
        Assert.Equal(body, await client.GetByteArrayAsync(
            new Uri(relay.Inspection, $"/relay/quarantine/export/{items["line-1001-too-long"].GetProperty("number")}")));
    }
}

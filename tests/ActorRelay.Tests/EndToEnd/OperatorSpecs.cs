using System.Net;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What an operator asks by the CLI, against what the test has posted.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class OperatorSpecs
{
    private const int BatchSize = 500;

    private readonly NumberedRecords _records = new(seed: 139, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_say_what_came_by_which_path_with_which_secret_and_why_it_was_refused()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address, RelayConfig.Quick) with
        {
            Relay = """edge.secrets = [ "s3cret-of-the-end-to-end-tests", { name = "next", value = "s3cret-that-nobody-uses-yet" } ]""",
        });
        for (var batch = 0; batch < 3; batch++)
        {
            (await relay.Logpush.PostAsync("/gateway_http/zone-2", GzipBytes.Of(_records.Body(batch)))).AssertConfirmed(BatchSize);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await relay.Logpush.PostAsync("/dns_logs/zone-1", GzipBytes.Of("no JSON")[..^4])).Status);

        var jobs = (await JsonAsync(relay, "jobs")).GetProperty("jobs").EnumerateArray().ToDictionary(job => job.GetProperty("path").GetString()!);
        var good = jobs["/gateway_http/zone-2"];
        Assert.Equal(3, good.GetProperty("answers").GetProperty("200").GetInt64());
        Assert.Equal(JsonValueKind.Null, good.GetProperty("refusingSince").ValueKind);
        Assert.InRange(good.GetProperty("slowestSeconds").GetDouble(), 0.001, 9);
        var bad = jobs["/dns_logs/zone-1"];
        Assert.Equal(400, bad.GetProperty("lastRefusal").GetProperty("status").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, bad.GetProperty("refusingSince").ValueKind);

        var secrets = (await JsonAsync(relay, "secrets")).GetProperty("secrets").EnumerateArray().ToList();
        Assert.Equal([4L, 0L], secrets.Select(secret => secret.GetProperty("usesInDay").GetInt64()));

        var receiver = (await JsonAsync(relay, "receivers")).GetProperty("receivers")[0];
        Assert.Equal(3 * BatchSize, receiver.GetProperty("confirmed").GetInt64());
        Assert.Equal(2, (await JsonAsync(relay, "connections", "siem")).GetProperty("connections").GetArrayLength());
        Assert.Equal("siem", (await JsonAsync(relay, "routes")).GetProperty("routes")[0].GetProperty("receivers")[0].GetString());
        Assert.Equal(1, (await relay.CommandAsync("connections", "lake")).ExitCode);

        var (code, tree) = await relay.CommandAsync("tree", "-d", "5");
        Assert.Equal(0, code);
        Assert.Contains("connection-2  ConnectionActor", tree, StringComparison.Ordinal);
        Assert.Equal(2, (await relay.CommandAsync("tree", "-d", "99")).ExitCode);
        var (_, text) = await relay.CommandAsync("jobs");
        Assert.Contains("! /dns_logs/zone-1 has been refused for ", text, StringComparison.Ordinal);
        Assert.Contains("Cloudflare disables the job in 24 h", text, StringComparison.Ordinal);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Should_find_a_record_that_went_out_one_that_waits_and_one_that_was_set_aside()
    {
        await using var siem = new TcpSink();
        await using var lake = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{siem.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                lake { address = "{{lake.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                """,
            Routes = """[ { receivers = ["siem", "lake"] } ]""",
            Spool = "store = \"sqlite:spool.db\"",
            Relay = "inspection.find-memory = 4 MiB",
        });
        Assert.Equal(0, (await relay.CommandAsync("drain", "lake")).ExitCode);
        var body = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"{{\"Datetime\":1795000000,\"RayID\":\"ray-{i:d4}-x\"}}").Append("no JSON ray-bad-1"));
        var answer = await relay.Logpush.PostAsync("/http_requests", GzipBytes.Of(body));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        await relay.StatusAsync(status => status is { InFlightBatches: 0 });

        var places = await PlacesAsync(relay, "ray-0007-x");
        var sent = Assert.Single(places, place => Text(place, "where") == "sent");
        Assert.Equal(("7", "siem", "confirmed"), (Text(sent, "line"), Text(sent, "receiver"), Text(sent, "state")));
        Assert.StartsWith("connection-", Text(sent, "connection"), StringComparison.Ordinal);
        var waits = Assert.Single(places, place => Text(place, "where") == "spool");
        Assert.Equal(("7", "lake", "waits (waiting)"), (Text(waits, "line"), Text(waits, "receiver"), Text(waits, "state")));
        Assert.Equal(Text(sent, "batch"), Text(waits, "batch"));

        var aside = Assert.Single(await PlacesAsync(relay, "ray-bad-1"), place => Text(place, "where") == "quarantine");
        Assert.Equal("21", Text(aside, "line"));

        // The journal is written a moment later.
        List<JsonElement> ofBatch = [];
        await Eventually.TrueAsync(
            async () => (ofBatch = await PlacesAsync(relay, Text(sent, "batch")!))
                .Any(place => Text(place, "where") == "journal" && Text(place, "receiver") == "siem"),
            () => string.Join('\n', ofBatch));
        Assert.Contains(ofBatch, place => Text(place, "where") == "spool" && Text(place, "receiver") == "lake");
        var (_, nothing) = await relay.CommandAsync("find", "ray-9999-x");
        Assert.Contains("Not found.", nothing, StringComparison.Ordinal);
        Assert.Contains("sent: lines since ", nothing, StringComparison.Ordinal);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Should_show_lines_as_they_are_sent_and_end_with_the_relay()
    {
        await using var siem = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(siem.Address, RelayConfig.Quick));
        var three = relay.CommandAsync("tail", "-r", "siem", "-d", "gateway_http", "-n", "3");
        var unending = relay.CommandAsync("tail", "-d", "nothing_of_it");

        // Until both look on, nobody knows when that is.
        while (!three.IsCompleted)
        {
            await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of("{\"Datetime\":1795000000,\"n\":1}\n{\"Datetime\":1795000000,\"n\":2}"));
        }

        var (code, said) = await three;
        Assert.Equal(0, code);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Matches("^<34>.* gateway_http Datetime=1795000000 n=[12]$", line));
        Assert.False(unending.IsCompleted);
        Assert.Equal(1, (await relay.CommandAsync("tail", "-r", "no-such")).ExitCode);

        await relay.StopAsync();
        Assert.Equal((0, ""), await unending);
    }

    private static async Task<List<JsonElement>> PlacesAsync(RelayProcess relay, string text) =>
        [.. (await JsonAsync(relay, "find", text)).GetProperty("places").EnumerateArray()];

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static async Task<JsonElement> JsonAsync(RelayProcess relay, params IEnumerable<string> words)
    {
        var (code, said) = await relay.CommandAsync([.. words, "--json"]);
        Assert.True(code == 0, said);
        return JsonDocument.Parse(said).RootElement;
    }
}

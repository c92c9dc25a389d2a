using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorRelay.Commands;
using ActorRelay.Configuration;
using ActorRelay.Hosting;
using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;
using ActorRelay.Tests.EndToEnd;
using ActorRelay.Tests.Spool;
using ActorRelay.Tests.Streams;

namespace ActorRelay.Tests.Hosting;

public sealed class RunningRelaySpecs : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-specs-0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _state = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly TcpListener _receiver = new(IPAddress.Loopback, 0);
    private readonly HttpClient _client = new();

    public Task InitializeAsync()
    {
        _receiver.Start();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _receiver.Dispose();
        _client.Dispose();
        Directory.Delete(_state, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Should_carry_a_record_from_the_edge_to_the_receiver()
    {
        await using var relay = await StartAsync();
        var lines = ReadLinesAsync(2);

        var answer = await PostAsync(relay, "{\"Datetime\":\"2020-01-01T00:00:00Z\",\"Action\":\"block\"}\n{\"n\":2}\n");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"outcome\":\"confirmed\",\"records\":2,\"quarantined\":0", body, StringComparison.Ordinal);
        var arrived = await lines.WaitAsync(Patience);
        Assert.EndsWith("gateway_http Datetime=\"2020-01-01T00:00:00Z\" Action=\"block\"", arrived[0], StringComparison.Ordinal);
        Assert.EndsWith("gateway_http n=2", arrived[1], StringComparison.Ordinal);
        var status = await _client.GetStringAsync(new Uri(relay.Inspection, "/relay/status"));
        Assert.Contains("\"confirmed\": 2", status, StringComparison.Ordinal);
        Assert.Contains("\"outstanding\": 0", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_set_a_bad_line_aside_and_deliver_the_rest()
    {
        await using var relay = await StartAsync();
        var lines = ReadLinesAsync(2);

        var answer = await PostAsync(relay, "{\"n\":1}\n{\"n\":oops}\n{\"n\":3}\n");

        Assert.Contains("\"records\":3,\"quarantined\":1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, (await lines.WaitAsync(Patience)).Count);
        await using var spool = new OpenedSpool(await SqliteDatabase.OpenAsync(
            Path.Combine(_state, "spool.db"), new SpoolOptions { Owner = "spec" }));
        var aside = Assert.Single(await spool.Quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal((2, "invalid-json", 5, "{\"n\":oops}"),
            (aside.Line, aside.Reason, aside.Offset, Encoding.UTF8.GetString(aside.Content!)));
    }

    [Fact]
    public async Task Should_tell_which_datasets_it_has_seen()
    {
        await using (var relay = await StartAsync())
        {
            var lines = ReadLinesAsync(2);
            await PostAsync(relay, "{\"Datetime\":1793664307000000000,\"Action\":\"block\"}\n{\"n\":2}\n");
            await lines.WaitAsync(Patience);

            var (code, table, _) = await AskAsync(relay, "datasets");
            Assert.Equal(ExitCode.Ok, code);
            Assert.Matches(
                @"^datasets: 1\n  dataset +since +last seen +event times +receivers +fields +appeared +vanished *\n"
                + @"  gateway_http +\d{4}-\d\d-\d\d +\d.* ago +unix ns +siem +2 +- +-\n"
                + @"warning: event times of gateway_http come as unix ns, and Receiver siem \(profile alog\) expects",
                table.ReplaceLineEndings("\n"));
            var json = JsonDocument.Parse((await AskAsync(relay, "datasets", json: true)).Output);
            Assert.Equal(
                ["Action", "Datetime"],
                json.RootElement.GetProperty("datasets")[0].GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()));

            var (wrong, _, error) = await AskAsync(relay, "nonsense");
            Assert.Equal(ExitCode.Wrong, wrong);
            Assert.StartsWith("actorrelay: Required command was not provided.", error);
        }

        Assert.Contains("\"name\": \"Action\"", await File.ReadAllTextAsync(Path.Combine(_state, "datasets.json")));
    }

    [Fact]
    public async Task Should_print_its_status_for_people()
    {
        await using var relay = await StartAsync();

        var (code, text, _) = await AskAsync(relay, "status");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches(@"^receiving +last post never, 0 records/s\r?\n", text);
        Assert.Matches(@"(?m)^delivering +last record confirmed never, 0 records/s\r?$", text);
        Assert.Matches(@"(?m)^waiting +nothing", text);
        Assert.Matches(@"(?m)^  siem +(up|connecting) ", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public async Task Should_tell_an_auditor_of_each_batch()
    {
        await using var relay = await StartAsync();
        var lines = ReadLinesAsync(2);
        var now = DateTimeOffset.UtcNow;
        await PostAsync(relay, $"{{\"Datetime\":{now.ToUnixTimeSeconds()}}}\n{{\"Datetime\":{now.ToUnixTimeSeconds() - 60}}}\nbad\n");
        await lines.WaitAsync(Patience);

        JsonElement audit = default;
        await Eventually.TrueAsync(async () =>
        {
            audit = JsonDocument.Parse((await AskAsync(relay, "audit", json: true)).Output).RootElement;
            return audit.GetProperty("batches").GetInt32() == 1;
        }, () => $"{audit}");

        Assert.Equal((3, 0), (audit.GetProperty("records").GetInt32(), audit.GetProperty("notConfirmed").GetInt32()));
        Assert.Equal(2, audit.GetProperty("receivers")[0].GetProperty("confirmed").GetInt32());
        var events = audit.GetProperty("outcomes")[0];
        Assert.Equal(
            (now.ToUnixTimeSeconds() - 60, now.ToUnixTimeSeconds()),
            (events.GetProperty("firstEvent").GetDateTimeOffset().ToUnixTimeSeconds(), events.GetProperty("lastEvent").GetDateTimeOffset().ToUnixTimeSeconds()));

        using var csv = new MemoryStream();
        using var none = new StringWriter();
        var question = new RelayQuestion(["audit"], [("csv", "true"), ("dataset", "gateway_http")], Json: false);
        Assert.Equal(ExitCode.Ok, await RelayClient.RunAsync(relay.Inspection, question, none, csv, none, CancellationToken.None));
        var rows = Encoding.UTF8.GetString(csv.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, rows.Length);
        Assert.Matches(@"^\w{20},\w{64},gateway_http,zone,/gateway_http/zone,127\.0\.0\.1,\S+Z,\S+Z,\d+,confirmed,3,\S+Z,\S+Z,secret-1,siem:2:0:0:done$", rows[1]);

        var batch = rows[1][..20];
        var (found, shown, _) = await AskAsync(relay, "audit", batch, "--since", "1h");
        Assert.Equal(ExitCode.Ok, found);
        Assert.Matches(@"(?m)^outcome +confirmed\r?$", shown);
        Assert.Matches(@"(?m)^  siem +2 +0 +0 +yes\r?$", shown);
        Assert.Equal(ExitCode.Failed, (await AskAsync(relay, "audit", "0123")).Code);

        var (wrong, _, error) = await AskAsync(relay, "audit", "--from", "yesterday");
        Assert.Equal(ExitCode.Wrong, wrong);
        Assert.Contains("such as 2026-03-01", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_that_no_relay_answers()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        _receiver.Stop();
        var url = $"http://{_receiver.LocalEndpoint}";

        Assert.Equal(ExitCode.Failed, await RelayCommandLine.RunAsync(["relay", "status", "--url", url], output, error));
        Assert.StartsWith($"actorrelay: no relay answers at {url}/ (--url says where): ", $"{error}");
        Assert.Single($"{error}".Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int Code, string Output, string Error)> AskAsync(RunningRelay relay, string command, bool json = false) =>
        await AskAsync(relay, [command, .. json ? (string[])["--json"] : []]);

    private static async Task<(int Code, string Output, string Error)> AskAsync(RunningRelay relay, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] args = ["relay", .. words, "--url", $"{relay.Inspection}"];
        return (await RelayCommandLine.RunAsync(args, output, error), $"{output}", $"{error}");
    }

    private async Task<HttpResponseMessage> PostAsync(RunningRelay relay, string body)
    {
        using var content = new ByteArrayContent(Bodies.Gzip(Encoding.UTF8.GetBytes(body)));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(relay.Edge, "/gateway_http/zone")) { Content = content };
        request.Headers.Add("X-Logpush-Auth", Secret);
        return await _client.SendAsync(request).WaitAsync(Patience);
    }

    private Task<RunningRelay> StartAsync()
    {
        var port = ((IPEndPoint)_receiver.LocalEndpoint).Port;
        var settings = SettingsReader.Read($$"""
            relay {
              state-dir = "{{_state}}"
              edge { listen = "http://127.0.0.1:0", secrets = ["{{Secret}}"] }
              receivers.siem { address = "tcp://127.0.0.1:{{port}}", connections = 1 }
              inspection.listen = "http://127.0.0.1:0"
            }
            """).Valid();
        return RunningRelay.StartAsync(settings, calling: null, CancellationToken.None);
    }

    private async Task<List<string>> ReadLinesAsync(int count)
    {
        using var connection = await _receiver.AcceptTcpClientAsync();
        using var reader = new StreamReader(connection.GetStream());
        var lines = new List<string>();
        while (lines.Count < count && await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}

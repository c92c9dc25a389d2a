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

namespace ActorRelay.Tests.Hosting;

/// <summary>What an operator asks, and has done, of what is in the spool's database.</summary>
public sealed class SpoolCommandSpecs : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-specs-0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _state = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly TcpListener _receiver = new(IPAddress.Loopback, 0);
    private readonly HttpClient _client = new();
    private int _port;

    public Task InitializeAsync()
    {
        _receiver.Start();
        _port = ((IPEndPoint)_receiver.LocalEndpoint).Port;
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
    public async Task Should_list_show_export_and_purge_what_is_in_quarantine()
    {
        await using var relay = await StartAsync();
        var csv = "name,time\n"u8.ToArray();
        await PostAsync(relay, "{}\nn\u00ef\n{}\n"u8.ToArray());
        await PostAsync(relay, csv);
        Assert.Contains("quarantined", await PostAsync(relay, csv), StringComparison.Ordinal);

        var list = await AskAsync(relay, "quarantine");
        var dataset = Assert.Single(list.GetProperty("datasets").EnumerateArray());
        Assert.Equal(
            ("gateway_http", 1, 1),
            (dataset.GetProperty("dataset").GetString(), dataset.GetProperty("lines").GetInt32(), dataset.GetProperty("bodies").GetInt32()));
        var items = list.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(("not-an-object", 2), (items[0].GetProperty("reason").GetString(), items[0].GetProperty("line").GetInt32()));
        Assert.Equal(("invalid", JsonValueKind.Null), (items[1].GetProperty("reason").GetString(), items[1].GetProperty("line").ValueKind));
        var (line, body) = (items[0].GetProperty("number").ToString(), items[1].GetProperty("number").ToString());
        Assert.Equal("n\u00ef", (await AskAsync(relay, "quarantine", "show", line)).GetProperty("text").GetString());
        Assert.Equal("n\u00ef\n"u8.ToArray(), await ExportAsync(relay, "quarantine", "export"));
        Assert.Equal("n\u00ef"u8.ToArray(), await ExportAsync(relay, "quarantine", "export", line));
        Assert.Equal(csv, await ExportAsync(relay, "quarantine", "export", body));
        Assert.Equal((ExitCode.Failed, "quarantine has no item 99"), await RefusedAsync(relay, "quarantine", "show", "99"));
        Assert.Equal(
            (ExitCode.Wrong, "NUMBER is what quarantine list shows, a whole number from 1"),
            await RefusedAsync(relay, "quarantine", "export", "none"));
        Assert.Equal(ExitCode.Wrong, (await RefusedAsync(relay, "quarantine", "show")).Code);

        Assert.Equal(
            (ExitCode.Failed, "nothing was done: this deletes of quarantine, gateway_http: lines 1, bodies 1; with --yes (?yes=true) it is"),
            await RefusedAsync(relay, "quarantine", "purge"));
        Assert.Equal(
            (ExitCode.Wrong, "quarantine purge: dataset: one value expected, that is not empty"),
            await RefusedAsync(relay, "quarantine", "purge", "--yes", "--dataset", ""));
        Assert.Equal(
            (ExitCode.Wrong, "before: times such as 2026-03-01 or 2026-03-01T12:00:00Z"),
            await RefusedAsync(relay, "quarantine", "purge", "--yes", "--before", "0001-01-01"));
        Assert.Equal(ExitCode.Wrong, (await RefusedAsync(relay, "quarantine", "purge", "--yes", "--from", "2026-01-01")).Code);
        Assert.Equal(0, (await AskAsync(relay, "quarantine", "purge", "--yes", "--dataset", "other")).GetProperty("lines").GetInt32());
        Assert.Equal(0, (await AskAsync(relay, "quarantine", "purge", "--yes", "--before", "2020-01-01")).GetProperty("lines").GetInt32());
        var purged = await AskAsync(relay, "quarantine", "purge", "--yes", "--before", "9999-12-31");
        Assert.Equal((1, 1), (purged.GetProperty("lines").GetInt32(), purged.GetProperty("bodies").GetInt32()));

        Assert.Empty((await AskAsync(relay, "quarantine", "list")).GetProperty("items").EnumerateArray());
        var status = await AskAsync(relay, "status");
        Assert.Equal((0, 1), Counts(status.GetProperty("records"), "quarantined", "evicted"));
        Assert.Equal((0, 1), Counts(status.GetProperty("bodies"), "quarantined", "evicted"));
    }

    [Theory]
    [InlineData("mask { token = \"***\" }", "withheld")]
    [InlineData("exclude = [token]", "withheld")]
    [InlineData("exclude = [\"H.token\"], flatten = true", "withheld")]
    [InlineData("include = [n]", "withheld")]
    [InlineData("datasets = [dns_logs], mask { token = \"***\" }", "shown")]
    [InlineData("flatten = true, rename { token = t }, add { site = x }", "shown")]
    public async Task Should_show_no_line_that_has_in_clear_what_routes_hide(string rules, string expected)
    {
        const string Hidden = "clear-text-0123456789";
        var bad = $$"""{"n":1,"token":"{{Hidden}}","H":{"token":"{{Hidden}}"}""";
        var tooLong = $$"""{"token":"{{Hidden}}","x":"{{new string('x', 5_000_000)}}"}""";
        await using var relay = await StartAsync($"routes = [{{ receivers = siem, {rules} }}, {{ receivers = siem }}]");
        await PostAsync(relay, Encoding.UTF8.GetBytes($"{bad}\n{{}}\n{tooLong}\n{{}}\n"));

        var items = (await AskAsync(relay, "quarantine")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["truncated", "line-3-too-long", "too-long"], items.Select(item => item.GetProperty("reason").GetString()));
        foreach (var (item, line) in items.Zip([bad, null, tooLong[..65536]]))
        {
            var number = item.GetProperty("number").ToString();
            var shown = await AskAsync(relay, "quarantine", "show", number);
            var isWithheld = expected == "withheld" && line is not null;
            Assert.Equal(isWithheld ? null : line, shown.GetProperty("text").GetString());
            Assert.Equal(isWithheld, shown.TryGetProperty("withheld", out var why));
            Assert.Equal(expected == "shown" && line is not null, $"{shown}".Contains(Hidden, StringComparison.Ordinal));
            if (isWithheld)
            {
                Assert.EndsWith($"relay quarantine export {number} gives it as it came", why.GetString(), StringComparison.Ordinal);
            }

            // For it is to be repaired, and sent again.
            Assert.Contains(Hidden, Encoding.UTF8.GetString(await ExportAsync(relay, "quarantine", "export", number)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Should_show_no_line_that_grew_too_long_by_what_stands_in_for_a_value()
    {
        const string Hidden = "clear-text-0123456789";
        await using var relay = await StartAsync($"routes = [{{ receivers = siem, mask {{ token = \"{new string('*', 140_000)}\" }} }}]");
        await PostAsync(relay, Encoding.UTF8.GetBytes($$"""{"n":1,"token":"{{Hidden}}"}"""));

        var item = Assert.Single((await AskAsync(relay, "quarantine")).GetProperty("items").EnumerateArray());
        var shown = await AskAsync(relay, "quarantine", "show", item.GetProperty("number").ToString());

        Assert.Equal("too-long", item.GetProperty("reason").GetString());
        Assert.True(shown.TryGetProperty("withheld", out _));
        Assert.DoesNotContain(Hidden, $"{shown}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_send_lines_in_quarantine_again_once_they_can_be_delivered()
    {
        var longLine = $"{{\"x\":\"{new string('x', 5000)}\"}}";
        await using (var spool = new OpenedSpool(await SqliteDatabase.OpenAsync(
            Path.Combine(_state, "spool.db"), new SpoolOptions { Owner = "spec", MinFreeShare = 0 })))
        {
            await spool.Quarantine.KeepAsync([Line(1, "{\"n\":1}"), Line(2, "still bad"), Line(3, longLine), Line(4, "{}", "other")]);
        }

        await using var relay = await StartAsync();

        var replayed = await AskAsync(relay, "quarantine", "replay", "--dataset", "dns_logs");
        Assert.Equal((3, 0), Counts(replayed, "lines", "notReplayed"));

        // It has set aside anew what is as bad as before, and that alone is no batch at all.
        var again = await AskAsync(relay, "quarantine", "replay", "--dataset", "dns_logs");
        Assert.Equal((0, 1), Counts(again, "lines", "notReplayed"));

        var items = (await AskAsync(relay, "quarantine")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [true, true, true, false, false],
            items.Select(item => item.GetProperty("replayed").ValueKind != JsonValueKind.Null));
        var records = (await AskAsync(relay, "status")).GetProperty("records");
        Assert.Equal((2, 4), Counts(records, "confirmed", "restored"));

        static QuarantinedLine Line(int line, string content, string dataset = "dns_logs") =>
            new(SpoolSamples.Id(1), dataset, "zone", line, "invalid-json", 0, Encoding.UTF8.GetBytes(content));
    }

    [Fact]
    public async Task Should_send_bodies_in_quarantine_again_once_they_can_be_read()
    {
        var csv = "name,time\nx,1\n"u8.ToArray();
        await using (var relay = await StartAsync())
        {
            await PostAsync(relay, csv);
            Assert.Contains("quarantined", await PostAsync(relay, csv), StringComparison.Ordinal);

            // As bad as before, though now it is known.
            Assert.Equal((0, 1), Counts(await AskAsync(relay, "quarantine", "replay"), "bodies", "bodiesNotReplayed"));
        }

        await using var text = await StartAsync("routes = [{ receivers = siem, input = text }]");
        Assert.Equal((1, 0), Counts(await AskAsync(text, "quarantine", "replay"), "bodies", "bodiesNotReplayed"));
        Assert.Equal((0, 0), Counts(await AskAsync(text, "quarantine", "replay"), "bodies", "bodiesNotReplayed"));
        Assert.Equal(2, (await AskAsync(text, "status")).GetProperty("records").GetProperty("confirmed").GetInt32());
        Assert.NotEqual(
            JsonValueKind.Null,
            Assert.Single((await AskAsync(text, "quarantine")).GetProperty("items").EnumerateArray()).GetProperty("replayed").ValueKind);
    }

    [Fact]
    public async Task Should_not_send_again_what_was_delivered_but_for_one_record()
    {
        await using var relay = await StartAsync();
        await PostAsync(relay, Encoding.UTF8.GetBytes($"{{\"n\":1}}\n{{\"x\":\"{new string('x', 5_000_000)}\"}}\n{{\"n\":2}}\n"));

        var replayed = await AskAsync(relay, "quarantine", "replay");

        Assert.Equal((0, 1), Counts(replayed, "lines", "notReplayed"));
        Assert.Equal((0, 1), Counts(replayed, "bodies", "bodiesNotReplayed"));
        Assert.Equal((2, 1), Counts((await AskAsync(relay, "status")).GetProperty("records"), "confirmed", "quarantined"));
    }

    [Fact]
    public async Task Should_list_show_export_reassign_and_drop_what_is_in_the_spool()
    {
        await using (var spool = new OpenedSpool(await SqliteDatabase.OpenAsync(
            Path.Combine(_state, "spool.db"), new SpoolOptions { Owner = "spec", MinFreeShare = 0 })))
        {
            await spool.Store.PutAsync(1, 1000, new SpoolCopy("old", 7, Live: false));
            await spool.Store.PutAsync(2, 1000, new SpoolCopy("older", 0, Live: false));
        }

        await using var relay = await StartAsync();
        await Eventually.TrueAsync(
            async () => (await AskAsync(relay, "status")).GetProperty("records").GetProperty("restored").GetInt32() == 200,
            () => "the spool is not open");

        var list = await AskAsync(relay, "spool", "list");
        Assert.Equal(2, list.GetProperty("batches").GetInt32());
        Assert.All(list.GetProperty("backlogs").EnumerateArray(), backlog => Assert.True(backlog.GetProperty("orphaned").GetBoolean()));
        var (batch, other) = (SpoolSamples.Id(1).Value, SpoolSamples.Id(2).Value);
        Assert.Equal([batch, other], list.GetProperty("copies").EnumerateArray().Select(copy => copy.GetProperty("batch").GetString()));
        var shown = await AskAsync(relay, "spool", "show", batch);
        Assert.Equal(("hash-1", 120), (shown.GetProperty("hash").GetString(), shown.GetProperty("framed").GetInt32()));
        var copy = Assert.Single(shown.GetProperty("copies").EnumerateArray());
        Assert.Equal(("old", "waiting", 7),
            (copy.GetProperty("receiver").GetString(), copy.GetProperty("state").GetString(), copy.GetProperty("confirmedTo").GetInt32()));
        Assert.Equal(SpoolSamples.Body(1, 1000), await ExportAsync(relay, "spool", "export", batch));
        Assert.Equal((ExitCode.Failed, "the spool has no batch nonsense"), await RefusedAsync(relay, "spool", "export", "nonsense"));

        Assert.Equal((ExitCode.Failed, "the settings have no Receiver new"), await RefusedAsync(relay, "spool", "reassign", "old", "new"));
        Assert.Equal(1, (await AskAsync(relay, "spool", "reassign", "old", "siem")).GetProperty("copies").GetInt32());
        var dropped = await AskAsync(relay, "spool", "drop", "older");
        Assert.Equal((1, 100), Counts(dropped, "copies", "records"));
        var (code, error) = await RefusedAsync(relay, "spool", "drop", "siem");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("that wait for Receiver siem, which is in the settings; with --yes", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Wrong, (await RefusedAsync(relay, "spool", "drop", "siem", "--dataset", "a")).Code);

        Assert.Equal((ExitCode.Failed, $"the spool has no batch {other}"), await RefusedAsync(relay, "spool", "show", other));
        Assert.Equal((200, 100), Counts((await AskAsync(relay, "status")).GetProperty("records"), "restored", "evicted"));
    }

    [Fact]
    public async Task Should_say_in_an_audit_who_is_waited_for_and_when_nobody_is_any_more()
    {
        _receiver.Stop();
        await using var relay = await StartAsync();
        Assert.Contains("spooled", await PostAsync(relay, "{\"Datetime\":1793664307}\n{}\n"u8.ToArray()), StringComparison.Ordinal);

        var audit = await AuditAsync(relay, report => report.GetProperty("notConfirmed").GetInt32() == 1);
        var open = Assert.Single(audit.GetProperty("open").EnumerateArray());
        Assert.Equal("siem", Assert.Single(open.GetProperty("waitsFor").EnumerateArray()).GetString());
        Assert.Equal((1, 0), Counts(audit, "batches", "records"));

        using var receiver = new TcpListener(IPAddress.Loopback, _port);
        receiver.Start();
        audit = await AuditAsync(relay, report => report.GetProperty("notConfirmed").GetInt32() == 0);
        Assert.Equal((1, 2), Counts(audit, "batches", "records"));
        Assert.Equal((2, 2), Counts(audit.GetProperty("receivers")[0], "confirmed", "spooled"));
        Assert.Equal(1, (await AskAsync(relay, "audit", "--dataset", "gateway_http")).GetProperty("batches").GetInt32());
        Assert.Equal(0, (await AskAsync(relay, "audit", "--dataset", "other")).GetProperty("batches").GetInt32());
    }

    [Fact]
    public async Task Should_drop_what_waits_for_a_Receiver_that_is_down_when_it_is_sure()
    {
        _receiver.Stop();
        await using var relay = await StartAsync();
        Assert.Contains("spooled", await PostAsync(relay, "{}\n{}\n"u8.ToArray()), StringComparison.Ordinal);

        Assert.StartsWith("nothing was done: this deletes 1 batches, ", (await RefusedAsync(relay, "spool", "drop", "siem")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await AskAsync(relay, "spool")).GetProperty("batches").GetInt32());
        Assert.Equal(1, (await AskAsync(relay, "spool", "drop", "siem", "--yes")).GetProperty("copies").GetInt32());
        Assert.Equal(0, (await AskAsync(relay, "spool")).GetProperty("batches").GetInt32());
    }

    [Theory]
    [InlineData("audit?to=0001-01-01")]
    [InlineData("audit?from=0001-01-01")]
    [InlineData("audit?from=9999-12-31&to=9999-12-31T23:59:59-14:00")]
    [InlineData("audit?to=1969-12-31")]
    [InlineData("audit?dataset=")]
    [InlineData("audit?to=")]
    [InlineData("quarantine?dataset=")]
    [InlineData("quarantine/export?dataset=%20")]
    [InlineData("quarantine?dataset=a&dataset=b")]
    public async Task Should_answer_400_to_a_time_or_a_name_that_is_none(string command)
    {
        await using var relay = await StartAsync();

        using var answer = await _client.GetAsync(new Uri(relay.Inspection, $"/relay/{command}"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Should_change_nothing_for_who_may_be_a_browser()
    {
        await using var relay = await StartAsync();
        var drop = new Uri(relay.Inspection, "/relay/spool/drop/siem");

        using var got = await _client.GetAsync(drop);
        using var posted = await _client.PostAsync(drop, null);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.Forbidden), (got.StatusCode, posted.StatusCode));
        Assert.Equal(["POST"], got.Content.Headers.Allow);
        Assert.Contains("X-Relay-Command", await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> AuditAsync(RunningRelay relay, Func<JsonElement, bool> until)
    {
        JsonElement audit = default;
        await Eventually.TrueAsync(async () => until(audit = await AskAsync(relay, "audit")), () => $"{audit}");
        return audit;
    }

    private static (int First, int Second) Counts(JsonElement counts, string first, string second) =>
        (counts.GetProperty(first).GetInt32(), counts.GetProperty(second).GetInt32());

    private static async Task<JsonElement> AskAsync(RunningRelay relay, params string[] words)
    {
        var answer = ("", "");
        await Eventually.TrueAsync(
            async () => !(answer = await TryAskAsync(relay, words)).Item2.Contains("answers 503", StringComparison.Ordinal),
            () => answer.Item2);
        Assert.Equal("", answer.Item2);
        return JsonDocument.Parse(answer.Item1).RootElement;
    }

    /// <summary>503 is what a machine that is busy with other specs says when it takes too long.</summary>
    private static async Task<(string Output, string Error)> TryAskAsync(RunningRelay relay, string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        await RelayCommandLine.RunAsync(["relay", .. words, "--json", "--url", $"{relay.Inspection}"], output, error);
        return ($"{output}", $"{error}");
    }

    private static async Task<(int Code, string Error)> RefusedAsync(RunningRelay relay, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RelayCommandLine.RunAsync(["relay", .. words, "--url", $"{relay.Inspection}"], output, error);
        return (code, $"{error}".Trim().Split(": ", 3)[^1]);
    }

    private static async Task<byte[]> ExportAsync(RunningRelay relay, params string[] words)
    {
        using var raw = new MemoryStream();
        using var text = new StringWriter();
        var question = new RelayQuestion(words, [], Json: false);
        Assert.Equal(ExitCode.Ok, await RelayClient.RunAsync(relay.Inspection, question, text, raw, text, CancellationToken.None));
        return raw.ToArray();
    }

    private async Task<string> PostAsync(RunningRelay relay, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(relay.Edge, "/gateway_http/zone")) { Content = content };
        request.Headers.Add("X-Logpush-Auth", Secret);
        using var answer = await _client.SendAsync(request).WaitAsync(Patience);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<RunningRelay> StartAsync(string further = "")
    {
        var settings = SettingsReader.Read($$"""
            relay {
              state-dir = "{{_state}}"
              edge { listen = "http://127.0.0.1:0", secrets = ["{{Secret}}"] }
              receivers.siem { address = "tcp://127.0.0.1:{{_port}}", connections = 1 }
              spool.min-free = 0%
              inspection.listen = "http://127.0.0.1:0"
              {{further}}
            }
            """).Valid();
        return RunningRelay.StartAsync(settings, calling: null, CancellationToken.None);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorRelay.Tests.Configuration;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What a relay says of itself, at its most talkative, while everything goes wrong that its clients can cause.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class LogSpecs
{
    private const int BatchSize = 200;

    private readonly NumberedRecords _records = new(seed: 31, BatchSize, DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Should_never_show_a_secret_or_what_is_in_a_record(string format)
    {
        using var folder = new TestFolder();
        var (certificate, key) = TestCertificates.Create("localhost", TimeSpan.FromDays(90));
        await File.WriteAllTextAsync(folder.File("tls.pem"), certificate);
        await File.WriteAllTextAsync(folder.File("tls.key"), key);
        var (receiver, https) = (FreePort.Take(), FreePort.Take());
        var config = RelayConfig.To($"tcp://127.0.0.1:{receiver}", RelayConfig.Quick) with
        {
            Edge = $$"""
                listen += "https://127.0.0.1:{{https}}"
                tls { certificate = "{{folder.File("tls.pem")}}", key = "{{folder.File("tls.key")}}" }
                secrets += { name = partner, value = "{{Planted.OtherSecret}}", paths = ["/dns_logs"] }
                max-line = 256 KiB, upload-timeout = 2s
                """,
            Routes = $$"""
                [ { datasets = ["audit_logs"], receivers = ["siem"], mask { "UserEmail" { key = "{{Planted.MaskKey}}" } } },
                  { datasets = ["*"], receivers = ["siem"] } ]
                """,
            Spool = $"store = \"postgres:Host=127.0.0.1;Port={FreePort.Take()};Username=relay;Password={Planted.Password};Timeout=1\"",
            Relay = $"log {{ level = trace, format = {format} }}",
        };
        await using var relay = await RelayProcess.StartAsync(config);
        await using (var sink = new TcpSink(port: receiver))
        {
            await relay.StatusAsync(status => status.State("siem") == "up");
            await PostEverythingAsync(relay);
            await SpeakAsync(https, $"POST /dns_logs HTTP/1.1\r\nHost: a\r\nX-Logpush-Auth: {Planted.OtherSecret}\r\n\r\n{Planted.Value}");
            await SpeakAsync(relay.Edge.Port, $"POST /dns_logs HTTP/1.1\r\nHost: a\r\nX-Logpush-Auth: {Planted.OtherSecret}\r\nContent-Length: 900\r\n\r\n{{\"a\":\"{Planted.Value}\"}}");
            await SpeakAsync(relay.Edge.Port, $"{Planted.Value} /{Planted.OtherSecret} HTTP/1.1\r\n\r\n");
            sink.Reset();
        }

        await relay.StatusAsync(status => status.State("siem") == "down");
        await relay.Logpush.PostBatchAsync(_records, 1);
        await using var again = new TcpSink(port: receiver);
        await relay.StatusAsync(status => status.State("siem") == "up");
        await relay.Logpush.PostUntilTakenAsync(_records, 1);
        await relay.StopAsync();

        var said = relay.Process.Said.Split('\n').Where(line => !line.StartsWith("listening ", StringComparison.Ordinal)).ToList();
        Assert.True(said.Count > 20, relay.Process.Said);
        Assert.Contains(said, line => line.Contains($" of /{_records.DatasetOf(1)}: confirmed after ", StringComparison.Ordinal));
        if (format == "json")
        {
            Assert.All(said, line => JsonDocument.Parse(line).Dispose());
        }

        Assert.Empty(relay.Process.Leaks);
    }

    /// <summary>So that the spec above is known to hear what there is.</summary>
    [Fact]
    public async Task Should_be_heard_when_something_is_shown()
    {
        using var folder = new TestFolder();
        await using var echo = ChildProcess.Start(folder.Path, "echo", $"<{RelayConfig.Secret}>");
        await echo.ExitedAsync();

        Assert.Single(echo.Leaks);
    }

    private async Task PostEverythingAsync(RelayProcess relay)
    {
        (await relay.Logpush.PostAsync("http_requests", GzipBytes.Of(Text($"{{\"EdgeStartTimestamp\":1,\"UserAgent\":\"{Planted.Value}\"}}\n"))))
            .AssertConfirmed(1);
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);
        string[] bodies =
        [
            $"{Planted.Value}\n", $"{{\"a\":\"{Planted.Value}\"}}\n{{\"a\":\"{Planted.Value}\n", $"[{{\"{Planted.Value}", $"<html>{Planted.Value}</html>",
            $"{{\"UserEmail\":\"{Planted.Value}\",\"b\":\"{new string('x', 300_000)}{Planted.Value}\"}}\n", $"\"{Planted.Value}\"", " ",
            $"{{\"content\":\"tests\",\"filename\":\"{Planted.Value}\"}}",
        ];
        string[] paths =
        [
            "audit_logs", "/", $"/?header_X-Logpush-Auth={RelayConfig.Secret}", $"dns_logs?x={Planted.Value}",
            $"a b/{Planted.Value}/c", $"/?dataset={Planted.Value}!",
        ];
        foreach (var path in paths)
        {
            foreach (var body in bodies)
            {
                await relay.Logpush.PostAsync(path, Text(body));
                await relay.Logpush.PostAsync(path, GzipBytes.Of(Text(body)));
                await relay.Logpush.PostAsync(path, GzipBytes.Of(Text(body))[..^3]);
            }
        }

        foreach (var wrong in new[] { Planted.WrongSecret, Planted.OtherSecret, null })
        {
            using var stranger = new LogpushSender(relay.Edge, wrong);
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsync("audit_logs", Text(bodies[1]))).Status);
        }

        foreach (var command in new[] { "status", "datasets", "quarantine", "spool", "audit" })
        {
            await relay.InspectAsync($"/relay/{command}?x={Planted.Value}");
        }
    }

    /// <summary>Says something, and goes.</summary>
    private static async Task SpeakAsync(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Text(text));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}

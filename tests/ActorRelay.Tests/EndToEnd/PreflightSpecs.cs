using System.Net;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>The upload Cloudflare tries a destination with: answered 200, whatever the Receivers' state, and never passed on.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class PreflightSpecs
{
    private static readonly string[] Contents =
    [
        """{"content":"tests"}""", """{"content":"test"}""", """{"content":"test","filename":"test.txt"}""",
        """{ "filename" : "test.txt.gz", "content" : "tests" }""", "test", "tests",
    ];

    [Fact]
    public async Task Should_be_answered_and_not_forwarded_in_every_form()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));

        foreach (var content in Contents)
        {
            foreach (var end in new[] { "", "\n", "\r\n", " \n\n" })
            {
                await AssertPreflightAsync(relay, Encoding.UTF8.GetBytes(content + end));
                await AssertPreflightAsync(relay, GzipBytes.Of(content + end));
            }
        }

        // What comes after it arrives, so it would have arrived too.
        var answer = await relay.Logpush.PostAsync("/dns_logs", """{"Timestamp":1730592307,"content":"test"}"""u8.ToArray());
        answer.AssertConfirmed(1);
        await sink.ReachesAsync(1);
        Assert.Contains("content=\"test\"", Assert.Single(sink.ArrivedText()), StringComparison.Ordinal);
        Assert.Equal(1, (await relay.StatusAsync()).Received);
    }

    [Fact]
    public async Task Should_be_answered_while_the_receiver_is_down()
    {
        await using var relay = await RelayProcess.StartAsync(RelayConfig.To($"tcp://127.0.0.1:{FreePort.Take()}"));
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);

        await AssertPreflightAsync(relay, GzipBytes.Of("""{"content":"tests"}"""));
    }

    [Fact]
    public async Task Should_need_the_secret_and_a_route()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address) with { Routes = """[ { datasets = ["gateway_*"], receivers = ["siem"] } ]""" });
        using var stranger = new LogpushSender(relay.Edge, "wrong");
        var body = GzipBytes.Of("""{"content":"tests"}""");

        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsync("/gateway_http", body)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await relay.Logpush.PostAsync("/http_requests", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await relay.Logpush.PostAsync("/gateway_http", body)).Status);
    }

    private static async Task AssertPreflightAsync(RelayProcess relay, byte[] body)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put })
        {
            var answer = await relay.Logpush.SendAsync(method, "/gateway_http/zone-1", new ByteArrayContent(body));
            Assert.Equal((HttpStatusCode.OK, "preflight"), (answer.Status, answer.Outcome));
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>Who may post, and what the log is told of who may not.</summary>
public sealed class CallerSpecs : TestKit
{
    private static readonly byte[] Record = Bodies.Gzip("""{"a":1}""" + "\n");

    private readonly TestProbe _batches;

    public CallerSpecs()
        : base("akka.test.single-expect-default = 20s") => _batches = CreateTestProbe();

    [Fact]
    public async Task Should_say_the_same_of_whatever_is_forbidden_and_tell_the_log_which_it_was()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with
        {
            AllowFrom = [IPNetwork.Parse("192.0.2.0/24")],
            TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
            Secrets = [EdgeTestSettings.SecretOf(EdgeTestSettings.Secret), EdgeTestSettings.SecretOf("for-others", "/others") with { Name = "partner" }],
        });
        async Task<string?> PostAsync(string? secret, string address)
        {
            using var client = new HttpClient { BaseAddress = server.Url };
            client.DefaultRequestHeaders.Add("X-Logpush-Auth", secret);
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            var answer = await (await client.PostAsync("/a", Bodies.Sized(Record))).Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("forbidden", answer.GetProperty("outcome").GetString());
            return answer.GetProperty("error").GetString();
        }

        string?[] answers =
        [
            await PostAsync(null, "192.0.2.1"),
            await PostAsync("wrong", "192.0.2.2"),
            await PostAsync("for-others", "192.0.2.3"),
            await PostAsync(EdgeTestSettings.Secret, "198.51.100.4"),
            await PostAsync(EdgeTestSettings.Secret, "x\u001b[31m"),
        ];

        Assert.Single(answers.Distinct());
        Assert.Equal(4, server.Log.Warnings.Count);
        Assert.Contains("there is no header X-Logpush-Auth, or it is empty. The last came from 192.0.2.1", server.Log.Warnings[0]);
        Assert.Contains("the secret is wrong. The last came from 192.0.2.2", server.Log.Warnings[1]);
        Assert.Contains("paths do not have this one. The last came from 192.0.2.3, secret partner", server.Log.Warnings[2]);
        Assert.Contains("not in edge.allow-from. The last came from 198.51.100.4, secret test", server.Log.Warnings[3]);
    }

    [Fact]
    public async Task Should_bundle_what_batches_are_refused_with_and_hand_on_who_posted()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge);
        using var client = server.Client();
        foreach (var outcome in new[] { BatchOutcome.NotConfirmed, BatchOutcome.NotConfirmed, BatchOutcome.Invalid, BatchOutcome.Invalid })
        {
            var post = client.PostAsync("/a", Bodies.Sized(Record));
            var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();
            Assert.Equal(("127.0.0.1", "test"), (submit.Batch.Address, submit.Batch.Secret));
            submit.Batch.Body.Dispose();
            submit.Answer.SetResult(new BatchAnswer(outcome, 1, 0, "what it was") { NotSpooled = "the disk is full" });
            Assert.DoesNotContain("disk", await (await post).Content.ReadAsStringAsync());
        }

        Assert.Equal(2, server.Log.Warnings.Count);
        Assert.Contains(" on /a with 503 ", server.Log.Warnings[0]);
        Assert.Contains("what it was; it is not spooled, for the disk is full. The last came from 127.0.0.1", server.Log.Warnings[0]);
        Assert.Contains(" on /a with 400 ", server.Log.Warnings[1]);
    }

    [Theory]
    [InlineData("/?dataset=gateway_http", 403)]
    [InlineData("/?dataset:gateway_http", 403)]
    [InlineData("/?dataset%3Agateway_http=", 403)]
    [InlineData("/", 200)]
    [InlineData("/gateway_dns/", 200)]
    [InlineData("/gateway_dns", 200)]
    [InlineData("/?dataset=gateway_dns", 200)]
    [InlineData("/gateway_dns/zone/", 403)]
    [InlineData("/gateway_dns//", 403)]
    public async Task Should_open_what_the_post_is_for_in_whatever_form_it_is_written(string target, int status)
    {
        await using var server = await StartAsync(
            EdgeTestSettings.Edge with { Secrets = [EdgeTestSettings.SecretOf(EdgeTestSettings.Secret, "/", "/gateway_dns")] });
        _batches.SetAutoPilot(new DelegateAutoPilot((_, message) =>
        {
            if (message is BatchesProtocol.Submit submit)
            {
                submit.Batch.Body.Dispose();
                submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Confirmed, 1, 0, null));
            }

            return AutoPilot.KeepRunning;
        }));
        using var client = server.Client();

        Assert.Equal(status, (int)(await client.PostAsync(target, Bodies.Sized(Record))).StatusCode);
    }

    private Task<EdgeServer> StartAsync(EdgeSettings edge) => EdgeServer.StartAsync(EdgeTestSettings.With(edge), _batches);
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>The endpoint over a real Kestrel, with a probe in the place of /user/batches.</summary>
public sealed class LogpushEndpointSpecs : TestKit
{
    private static readonly byte[] Record = Bodies.Gzip("""{"a":1}""" + "\n");

    private readonly TestProbe _batches;

    public LogpushEndpointSpecs()
        : base("akka.test.single-expect-default = 20s") => _batches = CreateTestProbe();

    public static IEnumerable<object[]> PreflightForms() =>
        from object[] form in PreflightSpecs.Forms
        from isGzip in new[] { true, false }
        from isChunked in new[] { true, false }
        select new[] { form[0], isGzip, isChunked };

    [Fact]
    public async Task Should_hand_over_the_body_and_answer_what_became_of_it()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var before = DateTimeOffset.UtcNow;

        var post = client.PostAsync("/http_requests/zone-1", Bodies.Sized(Record));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();
        var batch = submit.Batch;
        Assert.Equal("http_requests", batch.Dataset);
        Assert.Equal("zone-1", batch.Origin.Source);
        Assert.Equal(Record, batch.Body.Bytes.ToArray());
        Assert.InRange(batch.Origin.Received, before, DateTimeOffset.UtcNow);
        Assert.Equal("siem", Assert.Single(batch.Routes.Receivers));
        Assert.Equal(BodySegment.Size, server.State.Admission.Report().Used);

        batch.Body.Dispose();
        submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Confirmed, 7, 2, null));
        var response = await post;

        Assert.Equal(
            $$"""{"batch":"{{batch.Id}}","outcome":"confirmed","records":7,"quarantined":2}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
        Assert.Same(ListenerRole.Edge, server.LastRole);
        AssertNothingHeld(server);
    }

    [Theory]
    [InlineData(BatchOutcome.Confirmed, 200, "confirmed")]
    [InlineData(BatchOutcome.Repeat, 200, "repeat")]
    [InlineData(BatchOutcome.Invalid, 400, "invalid")]
    [InlineData(BatchOutcome.TooLarge, 413, "too-large")]
    [InlineData(BatchOutcome.NotConfirmed, 503, "not-confirmed")]
    [InlineData(BatchOutcome.NotSetAside, 503, "not-set-aside")]
    [InlineData(BatchOutcome.Draining, 503, "draining")]
    [InlineData(BatchOutcome.Failed, 500, "failed")]
    internal async Task Should_give_each_outcome_of_a_batch_its_status(BatchOutcome outcome, int status, string word)
    {
        await using var server = await StartAsync();
        AnswerAll(new BatchAnswer(outcome, 3, 1, outcome == BatchOutcome.Invalid ? "corrupt at byte 17" : null));
        using var client = server.Client();

        var response = await client.PostAsync("/a", Bodies.Sized(Record));

        var answer = await ReadAsync(response);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(word, answer.GetProperty("outcome").GetString());
        Assert.Equal(status == 503, response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(status == 200, answer.TryGetProperty("records", out _));
        Assert.Equal(status != 200, answer.TryGetProperty("error", out var error));
        Assert.True(outcome != BatchOutcome.Invalid || error.GetString() == "corrupt at byte 17");
        Assert.Equal(1, server.State.Requests.Of(status));
    }

    [Theory]
    [InlineData("POST", "/http_requests", null, 403, "/http_requests")]
    [InlineData("POST", "/http_requests", "mistaken", 403, "/http_requests")]
    [InlineData("POST", "/a/b/c", "mistaken", 403, "-")]
    [InlineData("GET", "/http_requests", null, 405, "/http_requests")]
    [InlineData("DELETE", "/a/b/c", "mistaken", 405, "-")]
    [InlineData("POST", "/a/b/c", EdgeTestSettings.Secret, 404, "-")]
    [InlineData("POST", "/a%2Fb", EdgeTestSettings.Secret, 404, "-")]
    [InlineData("POST", "/?dataset=a%2Fb", EdgeTestSettings.Secret, 404, "-")]
    [InlineData("POST", "/gateway_dns", EdgeTestSettings.Secret, 404, "/gateway_dns")]
    [InlineData("PUT", "/?dataset%3Agateway_dns=", EdgeTestSettings.Secret, 404, "/gateway_dns")]
    public async Task Should_check_in_the_order_of_the_contract(
        string method, string target, string? secret, int status, string logged)
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge, "http_*");
        using var client = new HttpClient { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        if (method is not "GET")
        {
            // Too large, so that 413 would come if it were looked at too early.
            request.Content = Bodies.Sized(new byte[EdgeTestSettings.Edge.MaxBody + 1]);
        }

        request.Headers.Add("X-Logpush-Auth", secret);

        var response = await client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 405, response.Content.Headers.Allow.SequenceEqual(["POST", "PUT"]));
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("gateway_dns", text);
        Assert.DoesNotContain("mistaken", text);
        var warning = Assert.Single(server.Log.Warnings);
        Assert.Contains($" on {logged} with {status} ", warning);
        Assert.DoesNotContain("mistaken", warning);
        Assert.DoesNotContain(EdgeTestSettings.Secret, warning);
        await _batches.ExpectNoMsgAsync(TimeSpan.Zero);
        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_look_behind_a_trusted_proxy()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with
        {
            AllowFrom = [IPNetwork.Parse("192.0.2.0/24")],
            TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
        });
        AnswerAll(Good);
        foreach (var (forwarded, status) in new[] { ("192.0.2.9", 200), ("192.0.3.9", 403), ("nonsense", 403) })
        {
            using var client = server.Client();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
            Assert.Equal(status, (int)(await client.PostAsync("/a", Bodies.Sized(Record))).StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(PreflightForms))]
    public async Task Should_answer_every_preflight_itself(string form, bool isGzip, bool isChunked)
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var body = isGzip ? Bodies.Gzip(form + "\n") : Bodies.Plain(form + "\n");

        foreach (var target in new[] { "/http_requests/zone", "/", "/?dataset:dns_logs" })
        {
            var response = await client.PostAsync(target, isChunked ? Bodies.Chunked(body) : Bodies.Sized(body));

            var answer = await ReadAsync(response);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("preflight", answer.GetProperty("outcome").GetString());
            Assert.False(answer.TryGetProperty("records", out _));
        }

        Assert.Equal(
            ["/", "/dns_logs", "/http_requests/zone"],
            server.State.Preflights.Snapshot().Select(report => report.Path));
        await _batches.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mistaken")]
    public async Task Should_remember_no_path_that_a_stranger_thinks_up(string? secret)
    {
        await using var server = await StartAsync();
        using var stranger = new HttpClient { BaseAddress = server.Url };
        stranger.DefaultRequestHeaders.Add("X-Logpush-Auth", secret);

        Assert.Equal(403, (int)(await stranger.PostAsync("/a", Bodies.Sized(Bodies.Plain("test")))).StatusCode);

        Assert.Empty(server.State.Preflights.Snapshot());
    }

    [Theory]
    [InlineData("""{"\ud800":"test"}""")]
    [InlineData("""{"content":"\ud800"}""")]
    public async Task Should_take_a_small_record_with_a_lone_surrogate_for_the_record_it_is(string record)
    {
        await using var server = await StartAsync();
        AnswerAll(Good);
        using var client = server.Client();

        foreach (var target in new[] { "/a", "/" })
        {
            var answer = await ReadAsync(await client.PostAsync(target, Bodies.Sized(Bodies.Gzip(record))));
            Assert.Equal("confirmed", answer.GetProperty("outcome").GetString());
        }
    }

    [Fact]
    public async Task Should_answer_a_preflight_though_there_is_no_room()
    {
        await using var server = await StartAsync();
        using var taken = TakeAllRoom(server);
        using var client = server.Client();

        var preflight = await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("""{"content":"tests"}""")));
        var post = await client.PostAsync("/a", Bodies.Sized(Record));

        Assert.Equal(HttpStatusCode.OK, preflight.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, post.StatusCode);
        Assert.Equal("no-room", (await ReadAsync(post)).GetProperty("outcome").GetString());
        Assert.NotNull(post.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_refuse_a_body_over_the_limit_and_take_one_at_it(bool isChunked)
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with { MaxBody = 200_000 });
        AnswerAll(Good);
        using var client = server.Client();
        HttpContent Content(int length) =>
            isChunked ? Bodies.Chunked(new byte[length]) : Bodies.Sized(new byte[length]);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/a", Content(200_000))).StatusCode);
        var refused = await client.PostAsync("/a", Content(200_001));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("200000 bytes", (await ReadAsync(refused)).GetProperty("error").GetString());
        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_take_bodies_of_any_size_and_content_type_whole()
    {
        await using var server = await StartAsync();
        var bodies = new ConcurrentQueue<byte[]>();
        AnswerAll(Good, batch => bodies.Enqueue(batch.Body.Bytes.ToArray()));
        using var client = server.Client();
        var random = new Random(1);
        foreach (var length in new[] { 0, 1, 1023, 1024, 1025, 65_535, 65_536, 65_537, 1_000_000, 4 * 1024 * 1024 })
        {
            var body = new byte[length];
            random.NextBytes(body);
            foreach (var content in new[] { Bodies.Sized(body), Bodies.Chunked(body) })
            {
                content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
                content.Headers.TryAddWithoutValidation("Content-Encoding", "identity");
                Assert.Equal(HttpStatusCode.OK, (await client.PutAsync("/a", content)).StatusCode);
                Assert.True(bodies.TryDequeue(out var received));
                Assert.True(received.AsSpan().SequenceEqual(body), $"{length} bytes");
            }
        }

        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_recognise_the_dataset_by_the_first_record()
    {
        await using var server = await EdgeServer.StartAsync(
            EdgeTestSettings.With(EdgeTestSettings.Edge, "dns_logs", "unknown"),
            _batches,
            static names =>
                names.Contains("QueryName") ? "dns_logs" : names.Contains("ClientIP") ? "http_requests" : null);
        var datasets = new ConcurrentQueue<string>();
        AnswerAll(Good, batch => datasets.Enqueue(batch.Dataset));
        using var client = server.Client();

        await client.PostAsync("/?tags=1", Bodies.Sized(Bodies.Gzip("""{"QueryName":"a"}""")));
        await client.PostAsync("/?tags=1", Bodies.Sized(Bodies.Gzip("""{"Other":"a"}""")));
        await client.PostAsync("/", Bodies.Sized(Bodies.Gzip("a,b,c")));
        var noRoute = await client.PostAsync("/?tags=1", Bodies.Sized(Bodies.Gzip("""{"ClientIP":"a"}""")));
        await client.PostAsync("/?tags=1", Bodies.Sized(Bodies.Gzip("""{"QueryName":"b"}""")));

        Assert.Equal(["dns_logs", "unknown", "unknown", "dns_logs"], datasets);
        Assert.Equal(HttpStatusCode.NotFound, noRoute.StatusCode);
        Assert.Contains(server.Log.All, line => line.Contains("taken for dns_logs", StringComparison.Ordinal));
        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_take_no_new_post_while_draining_but_finish_what_is_coming_in()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var post = client.PostAsync("/a", Bodies.Sized(Record));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();

        var drained = server.State.Admission.Drain();
        foreach (var body in new[] { Record, Bodies.Plain("test") })
        {
            var refused = await client.PostAsync("/a", Bodies.Sized(body));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("draining", (await ReadAsync(refused)).GetProperty("outcome").GetString());
        }

        Assert.False(drained.IsCompleted);
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(Good);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        await drained;
    }

    [Fact]
    public async Task Should_answer_500_and_log_once_when_something_fails()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var post = client.PostAsync("/a", Bodies.Sized(Record));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();

        submit.Batch.Body.Dispose();
        submit.Answer.SetException(new InvalidOperationException("broken inside"));
        var response = await post;

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(submit.Batch.Id.Value, text);
        Assert.DoesNotContain("broken inside", text);
        var error = Assert.Single(server.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(submit.Batch.Id.Value, error);
    }

    [Fact]
    public async Task Should_answer_all_of_100_chunked_uploads_over_the_limit_the_oldest_first()
    {
        const int each = 4 * 1024 * 1024;
        await using var server = await StartAsync(EdgeTestSettings.Edge with { InFlight = 3 * each });
        AnswerAll(Good);
        using var client = server.Client(new SocketsHttpHandler { MaxConnectionsPerServer = 200 });
        var body = new byte[each];

        // The oldest is well under way before the others come.
        var oldest = new GatedContent(body);
        var first = client.PostAsync("/first", oldest);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Admission.Report().Uploads));
        var others = Enumerable.Range(0, 99).Select(_ => client.PostAsync("/other", Bodies.Chunked(body))).ToList();
        await AwaitAssertAsync(() => Assert.True(server.State.Admission.Report().Used > each));
        oldest.Open();

        Assert.Equal(HttpStatusCode.OK, (await first.WaitAsync(TimeSpan.FromSeconds(60))).StatusCode);
        var responses = await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.All(responses, response => Assert.Contains((int)response.StatusCode, (int[])[200, 503]));
        await AwaitAssertAsync(() => AssertNothingHeld(server));
        Assert.InRange(server.State.Requests.Of(200), 1, 100);
        Assert.Equal(100, server.State.Requests.Of(200) + server.State.Requests.Of(503));
    }

    private static BatchAnswer Good { get; } = new(BatchOutcome.Confirmed, 1, 0, null);

    private static void AssertNothingHeld(EdgeServer server)
    {
        Assert.True(server.State.Admission.Report() is { Used: 0, Uploads: 0, Waiting: 0 });
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    private static Upload TakeAllRoom(EdgeServer server)
    {
        var admission = server.State.Admission;
        Assert.Equal(AdmissionVerdict.Admitted, admission.TryBegin(admission.Capacity, out var upload));
        return upload!;
    }

    private Task<EdgeServer> StartAsync() => StartAsync(EdgeTestSettings.Edge);

    private Task<EdgeServer> StartAsync(EdgeSettings edge, params string[] datasets) =>
        EdgeServer.StartAsync(EdgeTestSettings.With(edge, [.. datasets]), _batches);

    private void AnswerAll(BatchAnswer answer, Action<Batch>? look = null) =>
        _batches.SetAutoPilot(new DelegateAutoPilot((_, message) =>
        {
            if (message is BatchesProtocol.Submit submit)
            {
                look?.Invoke(submit.Batch);
                submit.Batch.Body.Dispose();
                submit.Answer.SetResult(answer);
            }

            return AutoPilot.KeepRunning;
        }));
}

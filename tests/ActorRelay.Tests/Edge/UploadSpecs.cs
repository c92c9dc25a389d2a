using System.Buffers;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>Clients that are slow, leave, or send in odd pieces, on raw sockets.</summary>
public sealed class UploadSpecs : TestKit
{
    private static readonly BatchAnswer Good = new(BatchOutcome.Confirmed, 1, 0, null);

    private readonly TestProbe _batches;

    public UploadSpecs()
        : base("akka.test.single-expect-default = 20s") => _batches = CreateTestProbe();

    [Theory]
    [InlineData("Content-Length: 100000")]
    [InlineData("Content-Length: 100")]
    [InlineData("Content-Length: 1025")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Should_answer_408_to_an_upload_that_takes_too_long(string header)
    {
        await using var server = await StartAsync(
            EdgeTestSettings.Edge with { UploadTimeout = TimeSpan.FromMilliseconds(300) });
        using var post = await RawPost.BeginAsync(server.Url, "/a", header);
        await post.SendAsync("1\r\na\r\n");

        var answer = await post.ReadUntilAsync("upload-too-slow");

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("Connection: close\r\n", answer);
        await post.WaitForEndAsync();
        Assert.Empty(server.Log.Errors);
        await AwaitAssertAsync(() => AssertNothingHeld(server));
        Assert.False(_batches.HasMessages);
    }

    [Theory]
    [InlineData("Content-Length: 1000000", true)]
    [InlineData("Content-Length: 1000000", false)]
    [InlineData("Transfer-Encoding: chunked", true)]
    [InlineData("Transfer-Encoding: chunked", false)]
    public async Task Should_start_nothing_when_the_client_leaves_during_the_upload(string header, bool isReset)
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge);
        using var post = await RawPost.BeginAsync(server.Url, "/a", header);
        await (header.StartsWith('C') ? post.SendAsync(new byte[200_000]) : post.SendChunkAsync(new byte[200_000]));
        await AwaitAssertAsync(() => Assert.True(server.State.Admission.Report().Used >= 200_000));

        if (isReset)
        {
            post.Reset();
        }
        else
        {
            post.Close();
        }

        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Requests.Abandoned));
        AssertNothingHeld(server);
        Assert.Empty(server.State.Requests.Snapshot());
        Assert.False(_batches.HasMessages);
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Should_go_on_with_a_batch_whose_client_leaves_after_the_upload()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Content-Length: 9");
        await post.SendAsync("{\"a\":\"b\"}");
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();

        post.Reset();
        await Task.Yield();
        Assert.False(submit.Answer.Task.IsCompleted);
        Assert.Equal("{\"a\":\"b\"}"u8, submit.Batch.Body.Bytes.ToArray());
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(Good);

        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Requests.Of(200)));
        AssertNothingHeld(server);
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Should_put_a_body_together_that_comes_byte_by_byte()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge);
        var body = new byte[1500];
        new Random(1).NextBytes(body);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        foreach (var one in body)
        {
            await post.SendChunkAsync([one]);
        }

        await post.SendAsync("0\r\n\r\n");
        await AnswerNextAsync(body);
        Assert.StartsWith("HTTP/1.1 200", await post.ReadUntilAsync("confirmed"));

        // The connection is good for another.
        await post.SendAsync(
            $"POST /a HTTP/1.1\r\nHost: a\r\nX-Logpush-Auth: {EdgeTestSettings.Secret}\r\nContent-Length: 4\r\n\r\n");
        await post.SendAsync("te");
        await post.SendAsync("st");
        await post.ReadUntilAsync("preflight");
    }

    [Fact]
    public async Task Should_not_ask_for_a_body_it_refuses()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge);
        using var taken = TakeAllRoom(server);
        foreach (var (length, outcome) in new[] { (EdgeTestSettings.Edge.MaxBody + 1, "too-large"), (100_000, "no-room") })
        {
            using var post = await RawPost.BeginAsync(
                server.Url, "/a", $"Content-Length: {length}", "Expect: 100-continue");
            Assert.DoesNotContain("100 Continue", await post.ReadUntilAsync(outcome));
        }
    }

    [Fact]
    public async Task Should_say_so_when_a_body_can_never_fit()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with { InFlight = 2 * BodySegment.Size });
        using var post = await RawPost.BeginAsync(server.Url, "/a", $"Content-Length: {3 * BodySegment.Size}");

        var answer = await post.ReadUntilAsync("}");

        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("in-flight, which is 131072 bytes", answer);
    }

    [Fact]
    public async Task Should_refuse_the_newest_upload_for_an_older_one_and_release_it()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with { InFlight = 4 * BodySegment.Size });
        using var older = await RawPost.BeginAsync(server.Url, "/older", "Transfer-Encoding: chunked");
        await older.SendChunkAsync(new byte[BodySegment.Size]);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Admission.Report().Uploads));
        using var newer = await RawPost.BeginAsync(server.Url, "/newer", $"Content-Length: {3 * BodySegment.Size}");
        await newer.SendAsync(new byte[BodySegment.Size]);
        await AwaitAssertAsync(() => Assert.Equal(2, server.State.Admission.Report().Uploads));

        await older.SendChunkAsync(new byte[2 * BodySegment.Size]);

        var refused = await newer.ReadUntilAsync("no-room");
        Assert.StartsWith("HTTP/1.1 503", refused);
        Assert.Contains("Connection: close\r\n", refused);
        await newer.WaitForEndAsync();
        await older.SendAsync("0\r\n\r\n");
        await AnswerNextAsync(new byte[3 * BodySegment.Size]);
        await older.ReadUntilAsync("confirmed");
        AssertNothingHeld(server);
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Should_answer_503_when_room_did_not_come_within_the_upload_timeout()
    {
        await using var server = await StartAsync(EdgeTestSettings.Edge with
        {
            InFlight = 2 * BodySegment.Size,
            UploadTimeout = TimeSpan.FromMilliseconds(500),
        });
        server.State.Admission.TryBegin(BodySegment.Size, out var batch);
        batch!.TryComplete(BodySegment.Size);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");

        await post.SendChunkAsync(new byte[2 * BodySegment.Size]);

        Assert.StartsWith("HTTP/1.1 503", await post.ReadUntilAsync("no-room"));
        batch.Dispose();
        await AwaitAssertAsync(() => AssertNothingHeld(server));
    }

    private static void AssertNothingHeld(EdgeServer server)
    {
        Assert.True(server.State.Admission.Report() is { Used: 0, Uploads: 0, Waiting: 0 });
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    private static Upload TakeAllRoom(EdgeServer server)
    {
        var admission = server.State.Admission;
        Assert.Equal(AdmissionVerdict.Admitted, admission.TryBegin(admission.Capacity, out var upload));
        return upload!;
    }

    private async Task AnswerNextAsync(byte[] expected)
    {
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>(TimeSpan.FromSeconds(30));
        Assert.Equal(expected, submit.Batch.Body.Bytes.ToArray());
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(Good);
    }

    private Task<EdgeServer> StartAsync(EdgeSettings edge) => EdgeServer.StartAsync(EdgeTestSettings.With(edge), _batches);
}

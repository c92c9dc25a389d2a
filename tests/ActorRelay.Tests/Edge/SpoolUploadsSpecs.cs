using System.Buffers;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Spool;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>Bodies for which there is no memory go from the socket into the spool; a probe stands in for it.</summary>
public sealed class SpoolUploadsSpecs : TestKit
{
    private const string Sized = "Content-Length: 200000";

    private readonly ManualTime _time = new();
    private readonly TestProbe _batches;
    private readonly TestProbe _spool;
    private readonly byte[] _body = new byte[200_000];

    public SpoolUploadsSpecs()
        : base("akka.test.single-expect-default = 20s")
    {
        _batches = CreateTestProbe();
        _spool = CreateTestProbe();
        new Random(1).NextBytes(_body);
    }

    [Fact]
    public async Task Should_put_a_body_as_it_comes_and_answer_what_became_of_it()
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/http_requests/zone", Sized);
        await post.SendAsync(_body);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();

        var entry = await DescribeAsync(put, _body);
        Assert.Equal(
            (put.Batch, "http_requests", "zone", "/http_requests/zone", BodyHash.Of(new ReadOnlySequence<byte>(_body)).ToString()),
            (entry.Batch.Id, entry.Batch.Dataset, entry.Batch.Origin.Source, entry.Batch.Origin.Path, entry.Batch.Origin.Hash));
        Assert.Equal(new SpoolCopy("siem", 0, Live: true), Assert.Single(entry.Copies));

        var claim = new SpoolClaim(entry.Batch, "siem", 0, 1);
        _spool.Reply(new SpoolProtocol.Stored(put.Batch, [claim]));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.SubmitSpooled>();
        Assert.Equal((put.Batch, claim, "127.0.0.1", "test"), (submit.Batch, submit.Live.Single(), submit.Address, submit.Secret));
        Assert.Equal((entry.Batch.Origin.Hash, "http_requests", "zone"), (submit.Key.Hash.ToString(), submit.Key.Dataset, submit.Key.Source));
        Assert.Equal("siem", Assert.Single(submit.Routes.Receivers));

        submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Spooled, null, 0, null));
        Assert.StartsWith("HTTP/1.1 200", await post.ReadUntilAsync("spooled"));
        Assert.Equal(
            new BatchesProtocol.Answered(submit.Key, put.Batch), await _batches.ExpectMsgAsync<BatchesProtocol.Answered>());
        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_put_what_it_had_taken_before_the_room_ran_out_and_then_the_rest()
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: BodySegment.Size);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        await post.SendChunkAsync(_body[..50_000]);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Segments.Outstanding));
        await post.SendChunkAsync(_body[50_000..]);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Admission.Report().Waiting));
        _time.Advance(BodyReads.LongestPause / 2);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await post.SendAsync("0\r\n\r\n");

        var entry = await DescribeAsync(put, _body);

        Assert.Equal(BodyHash.Of(new ReadOnlySequence<byte>(_body)).ToString(), entry.Batch.Origin.Hash);
        AssertNothingHeld(server);
    }

    [Fact]
    public async Task Should_recognise_the_dataset_by_what_went_by()
    {
        await using var server = await StartAsync(fields => fields.Contains("QueryName") ? "dns_logs" : null);
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/", "Content-Length: 2000");
        var body = Bodies.Plain("""{"QueryName":"a"}""".PadRight(2000));
        await post.SendAsync(body);

        var entry = await DescribeAsync(await _spool.ExpectMsgAsync<SpoolProtocol.Put>(), body);

        Assert.Equal(("dns_logs", "/"), (entry.Batch.Dataset, entry.Batch.Origin.Path));
    }

    [Fact]
    public async Task Should_answer_404_when_no_route_takes_what_it_is_recognised_as()
    {
        await using var server = await StartAsync(_ => "dns_logs", "http_*");
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/", "Content-Length: 2000");
        var body = Bodies.Plain("""{"QueryName":"a"}""".PadRight(2000));
        await post.SendAsync(body);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await ReadAsync(put, body);

        Assert.StartsWith("HTTP/1.1 404", await post.ReadUntilAsync("the first record looks like"));
        Assert.False(_spool.HasMessages);
        Assert.False(_batches.HasMessages);
    }

    [Fact]
    public async Task Should_answer_503_when_the_spool_does_not_take_it()
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", Sized);
        await post.SendAsync(_body);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        _spool.Reply(new SpoolProtocol.NotStored(put.Batch, "it is full"));

        var answer = await post.ReadUntilAsync("no-room");
        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("Retry-After", answer);
        Assert.False(_batches.HasMessages);
        await Assert.ThrowsAnyAsync<Exception>(() => put.Body.ReadAsync(new byte[1]).AsTask());
    }

    [Theory]
    [InlineData("zz\r\n", "invalid", 400)]
    [InlineData("400001\r\n", "too-large", 413)]
    public async Task Should_answer_what_is_wrong_with_a_body_while_the_spool_reads_it(string chunk, string outcome, int status)
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        await post.SendChunkAsync(_body);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await put.Body.ReadExactlyAsync(new byte[_body.Length]);
        await post.SendAsync(chunk);
        var sending = status == 413 ? SendAllAsync(post, 0x400001) : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<IOException>(() => put.Body.CopyToAsync(Stream.Null));
        _spool.Reply(new SpoolProtocol.NotStored(put.Batch, "the body broke off"));

        Assert.StartsWith($"HTTP/1.1 {status}", await post.ReadUntilAsync(outcome));
        await sending;
    }

    [Fact]
    public async Task Should_answer_408_to_a_body_that_comes_too_slowly_while_the_spool_reads_it()
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", Sized);
        await post.SendAsync(_body[..1000]);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await put.Body.ReadExactlyAsync(new byte[1000]);
        var reading = put.Body.ReadAsync(new byte[1000]).AsTask();
        _time.Advance(EdgeTestSettings.Edge.UploadTimeout);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.StartsWith("HTTP/1.1 408", await post.ReadUntilAsync("upload-too-slow"));
    }

    [Fact]
    public async Task Should_answer_nobody_when_the_client_leaves_while_the_spool_reads_it()
    {
        await using var server = await StartAsync();
        using var taken = TakeRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", Sized);
        await post.SendAsync(_body[..1000]);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await put.Body.ReadExactlyAsync(new byte[1000]);
        post.Reset();

        await Assert.ThrowsAnyAsync<Exception>(() => put.Body.CopyToAsync(Stream.Null));
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Requests.Abandoned));
        Assert.Empty(server.State.Requests.Snapshot());
        Assert.False(_batches.HasMessages);
    }

    /// <summary>What the spool does with a body, and what it is told of it then.</summary>
    private async Task<SpoolEntry> DescribeAsync(SpoolProtocol.Put put, byte[] expected)
    {
        await ReadAsync(put, expected);
        return (await _spool.ExpectMsgAsync<SpoolProtocol.Describe>()).Entry;
    }

    private async Task ReadAsync(SpoolProtocol.Put put, byte[] expected)
    {
        using var read = new MemoryStream();
        await using (put.Body)
        {
            await put.Body.CopyToAsync(read);
        }

        Assert.True(read.ToArray().AsSpan().SequenceEqual(expected));
        _spool.Reply(new SpoolProtocol.Read(put.Batch));
    }

    /// <summary>Sends so many bytes, as far as somebody takes them.</summary>
    private static async Task SendAllAsync(RawPost post, int length)
    {
        try
        {
            await post.SendAsync(new byte[length]);
        }
        catch (IOException)
        {
            // It was answered before, and the connection is closed.
        }
    }

    private static Upload TakeRoom(EdgeServer server, long leaving)
    {
        var admission = server.State.Admission;
        Assert.Equal(AdmissionVerdict.Admitted, admission.TryBegin(admission.Capacity - leaving, out var upload));
        Assert.True(upload!.TryComplete(admission.Capacity - leaving));
        return upload;
    }

    private static void AssertNothingHeld(EdgeServer server)
    {
        Assert.Equal(0, server.State.Admission.Report().Uploads);
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    private Task<EdgeServer> StartAsync(DatasetRecogniser? recogniser = null, params string[] datasets)
    {
        var settings = EdgeTestSettings.With(EdgeTestSettings.Edge, [.. datasets]);
        return EdgeServer.StartAsync(
            settings with { Spool = settings.Spool with { Enabled = true } }, _batches, recogniser, _time, _spool);
    }
}

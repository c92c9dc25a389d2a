using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Spool;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>No sender waits longer than Logpush does: for its body to be read on, or for the answer.</summary>
public sealed class PauseSpecs : TestKit
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();
    private readonly TestProbe _batches;
    private readonly TestProbe _spool;

    public PauseSpecs()
        : base("akka.test.single-expect-default = 20s")
    {
        _batches = CreateTestProbe();
        _spool = CreateTestProbe();
    }

    [Fact]
    public void Should_stay_below_what_logpush_waits() =>
        Assert.InRange(BodyReads.LongestPause, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9));

    [Fact]
    public async Task Should_refuse_a_body_that_waits_for_room_before_its_sender_gives_up()
    {
        await using var server = await StartAsync(spools: false);
        using var taken = TakeAllRoom(server, leaving: BodySegment.Size);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        await post.SendChunkAsync(new byte[2 * BodySegment.Size]);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Admission.Report().Waiting));

        _time.Advance(BodyReads.LongestPause);

        var answer = await post.ReadUntilAsync("no-room");
        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("Connection: close\r\n", answer);
    }

    [Fact]
    public async Task Should_refuse_a_body_that_the_spool_does_not_read_on_before_its_sender_gives_up()
    {
        await using var server = await StartAsync(spools: true);
        using var taken = TakeAllRoom(server, leaving: BodySegment.Size);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        await post.SendChunkAsync(new byte[2 * BodySegment.Size]);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Admission.Report().Waiting));

        // Half of the time it waits for room, then for the spool.
        _time.Advance(BodyReads.LongestPause / 2);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        Assert.False(put.Cancel.IsCancellationRequested);
        _time.Advance(BodyReads.LongestPause / 2);

        Assert.StartsWith("HTTP/1.1 503", await post.ReadUntilAsync("no-room"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put.Body.ReadAsync(new byte[1]).AsTask());
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    [Fact]
    public async Task Should_not_count_the_time_in_which_the_body_is_read()
    {
        await using var server = await StartAsync(spools: true);
        using var taken = TakeAllRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
        await post.SendChunkAsync(new byte[2000]);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        var buffer = new byte[2000];
        await put.Body.ReadExactlyAsync(buffer);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(BodyReads.LongestPause - Moment);
            await post.SendChunkAsync([1]);
            await put.Body.ReadExactlyAsync(buffer.AsMemory(0, 1));

            // This time it is the sender who pauses, and that is for upload-timeout.
            var reading = put.Body.ReadExactlyAsync(buffer.AsMemory(0, 1));
            _time.Advance(BodyReads.LongestPause);
            await post.SendChunkAsync([1]);
            await reading;
        }

        Assert.False(put.Cancel.IsCancellationRequested);
    }

    [Fact]
    public async Task Should_make_no_body_wait_for_a_place_in_the_spool_longer_than_that()
    {
        await using var server = await StartAsync(spools: true);
        using var taken = TakeAllRoom(server, leaving: 0);
        var posts = new List<RawPost>();
        for (var i = 0; i < SpoolUploads.AtOnce; i++)
        {
            posts.Add(await RawPost.BeginAsync(server.Url, "/a", "Content-Length: 2000"));
            var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
            await posts[i].SendAsync(new byte[1000]);
            await put.Body.ReadExactlyAsync(new byte[1000]);
        }

        using var last = await RawPost.BeginAsync(server.Url, "/last", "Content-Length: 2000");
        await AwaitAssertAsync(() => Assert.Equal(SpoolUploads.AtOnce + 1, server.State.Admission.Report().Refused));
        await _spool.ExpectNoMsgAsync(TimeSpan.Zero);
        _time.Advance(BodyReads.LongestPause / 2);

        Assert.StartsWith("HTTP/1.1 503", await last.ReadUntilAsync("no-room"));
        posts.ForEach(post => post.Dispose());
    }

    [Fact]
    public async Task Should_answer_within_a_second_of_the_deadline_and_let_the_batch_go_on()
    {
        await using var server = await StartAsync(spools: false);
        using var client = server.Client();
        var post = client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("""{"a":1}""")));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();

        // The endpoint begins to wait a moment after the batch was handed over.
        await AwaitConditionAsync(() => _time.Timers > 0);
        _time.Advance(EdgeTestSettings.Edge.Deadline);
        Assert.False(post.IsCompleted);
        _time.Advance(LogpushEndpoint.AnswerGrace);

        var response = await post;
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Contains("not-confirmed", await response.Content.ReadAsStringAsync());
        Assert.True(submit.Batch.Body.Bytes.Length > 0);
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Spooled, null, 0, null));
        Assert.True(LogpushEndpoint.AnswerGrace <= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Should_answer_for_a_slow_spool_in_time_and_still_tell_of_the_batch()
    {
        await using var server = await StartAsync(spools: true);
        using var taken = TakeAllRoom(server, leaving: 0);
        using var post = await RawPost.BeginAsync(server.Url, "/a", "Content-Length: 2000");
        await post.SendAsync(new byte[2000]);
        var put = await _spool.ExpectMsgAsync<SpoolProtocol.Put>();
        await put.Body.CopyToAsync(Stream.Null);
        await put.Body.DisposeAsync();
        _spool.Reply(new SpoolProtocol.Read(put.Batch));
        var described = await _spool.ExpectMsgAsync<SpoolProtocol.Describe>();

        _time.Advance(EdgeTestSettings.Edge.Deadline + LogpushEndpoint.AnswerGrace);
        Assert.StartsWith("HTTP/1.1 503", await post.ReadUntilAsync("no-room"));

        _spool.Reply(new SpoolProtocol.Stored(put.Batch, []));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.SubmitSpooled>();
        Assert.Equal(described.Entry.Batch.Id, submit.Batch);
    }

    private static Upload TakeAllRoom(EdgeServer server, long leaving)
    {
        var admission = server.State.Admission;
        Assert.Equal(AdmissionVerdict.Admitted, admission.TryBegin(admission.Capacity - leaving, out var upload));
        Assert.True(upload!.TryComplete(admission.Capacity - leaving));
        return upload;
    }

    private Task<EdgeServer> StartAsync(bool spools)
    {
        var settings = EdgeTestSettings.With(EdgeTestSettings.Edge);
        return EdgeServer.StartAsync(
            settings with { Spool = settings.Spool with { Enabled = spools } }, _batches, time: _time, spool: _spool);
    }
}

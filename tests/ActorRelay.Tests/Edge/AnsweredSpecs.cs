using ActorRelay.Batches;
using ActorRelay.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorRelay.Tests.Edge;

/// <summary>What the edge tells the ledger: whether a 2xx was written.</summary>
public sealed class AnsweredSpecs : TestKit
{
    private static readonly byte[] Record = Bodies.Gzip("""{"a":1}""" + "\n");

    private readonly TestProbe _batches;

    public AnsweredSpecs()
        : base("akka.test.single-expect-default = 20s") => _batches = CreateTestProbe();

    [Fact]
    public async Task Should_say_which_post_of_which_batch_was_answered()
    {
        await using var server = await StartAsync();
        using var client = server.Client();

        var post = client.PostAsync("/dns_logs/zone-1", Bodies.Sized(Record));
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();
        End(submit, BatchOutcome.Confirmed);
        await post;

        Assert.Equal(0, server.State.Requests.Gone);
        Assert.Equal(Record.Length, server.State.Requests.BodyBytes);
        Assert.Equal("/dns_logs/zone-1", Assert.Single(server.State.Jobs.Snapshot(DateTimeOffset.UtcNow)).Path);
        Assert.Equal(new LedgerKey(BodyHash.Of(new(Record)), "dns_logs", "zone-1"), submit.Batch.Key);
        Assert.Equal(
            new BatchesProtocol.Answered(submit.Batch.Key, submit.Batch.Id),
            await _batches.ExpectMsgAsync<BatchesProtocol.Answered>());
        await _batches.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Should_have_said_so_before_the_client_can_post_again()
    {
        var isTold = false;
        await PostAsync(gone: default, whenComplete: () =>
        {
            isTold = _batches.HasMessages;
            return Task.CompletedTask;
        });

        Assert.True(isTold);
        await _batches.ExpectMsgAsync<BatchesProtocol.Answered>();
        await _batches.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Should_say_nothing_of_an_answer_that_is_not_2xx()
    {
        await using var server = await StartAsync();
        using var client = server.Client();

        var post = client.PostAsync("/a", Bodies.Sized(Record));
        End(await _batches.ExpectMsgAsync<BatchesProtocol.Submit>(), BatchOutcome.NotConfirmed);
        await post;

        await _batches.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_say_nothing_of_a_client_that_left_before_its_answer(bool reset)
    {
        await using var server = await StartAsync();
        using var post = await RawPost.BeginAsync(server.Url, "/a", $"Content-Length: {Record.Length}");
        await post.SendAsync(Record);
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();

        if (reset)
        {
            post.Reset();
        }
        else
        {
            post.Close();
        }

        // Of one that only sends no more it is not known whether it has left.
        await AwaitAssertAsync(
            () => Assert.True(server.LastConnection!.HasEndedSending && (!reset || server.LastAborted.IsCancellationRequested)),
            TimeSpan.FromSeconds(20));
        End(submit, BatchOutcome.Confirmed);

        await AwaitAssertAsync(() => Assert.Equal((1, 1), (server.State.Requests.Of(200), server.State.Requests.Gone)), TimeSpan.FromSeconds(20));
        await _batches.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_answer_a_client_that_ends_its_sending_side_behind_its_post(bool atOnce)
    {
        await using var server = await StartAsync();
        using var post = await RawPost.BeginAsync(server.Url, "/a", $"Content-Length: {Record.Length}");
        await post.SendAsync(Record);
        if (atOnce)
        {
            post.EndSending();
        }

        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();
        if (!atOnce)
        {
            post.EndSending();
        }

        await AwaitAssertAsync(() => Assert.True(server.LastConnection!.HasEndedSending), TimeSpan.FromSeconds(20));
        End(submit, BatchOutcome.Confirmed);

        var answer = await post.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Contains("confirmed", answer);

        // It may have left all the same, so the ledger goes on remembering the batch.
        await _batches.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Should_take_it_back_when_the_client_goes_while_it_is_written()
    {
        using var gone = new CancellationTokenSource();
        var batch = await PostAsync(gone.Token, whenComplete: () => gone.CancelAsync());

        await _batches.ExpectMsgAsync<BatchesProtocol.Answered>();
        Assert.Equal(
            new BatchesProtocol.NotAnswered(batch.Key, batch.Id, new BatchAnswer(BatchOutcome.Confirmed, 1, 0, null)),
            await _batches.ExpectMsgAsync<BatchesProtocol.NotAnswered>());
    }

    /// <summary>One post that is confirmed, without a server, so that the end of the answer is the test's.</summary>
    private async Task<Batch> PostAsync(CancellationToken gone, Func<Task> whenComplete)
    {
        var context = new DefaultHttpContext { RequestAborted = gone };
        context.Request.Method = "POST";
        context.Request.Path = "/a";
        context.Request.Headers["X-Logpush-Auth"] = EdgeTestSettings.Secret;
        context.Request.Body = new MemoryStream(Record);
        context.Request.ContentLength = Record.Length;
        context.Features.Set<IHttpResponseBodyFeature>(new ResponseBody(whenComplete));
        var endpoint = new LogpushEndpoint(
            EdgeTestSettings.With(EdgeTestSettings.Edge),
            _batches,
            ActorRefs.Nobody,
            static _ => null,
            new EdgeState(EdgeTestSettings.Edge, TimeProvider.System),
            TimeProvider.System,
            NullLogger<LogpushEndpoint>.Instance);

        var handled = endpoint.HandleAsync(context);
        var submit = await _batches.ExpectMsgAsync<BatchesProtocol.Submit>();
        End(submit, BatchOutcome.Confirmed);
        await handled;
        return submit.Batch;
    }

    private static void End(BatchesProtocol.Submit submit, BatchOutcome outcome)
    {
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(new BatchAnswer(outcome, 1, 0, null));
    }

    private Task<EdgeServer> StartAsync() => EdgeServer.StartAsync(EdgeTestSettings.With(EdgeTestSettings.Edge), _batches);

    private sealed class ResponseBody(Func<Task> whenComplete) : StreamResponseBodyFeature(new MemoryStream())
    {
        public override async Task CompleteAsync()
        {
            await whenComplete();
            await base.CompleteAsync();
        }
    }
}

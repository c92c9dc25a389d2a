using ActorRelay.Batches;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

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

        Assert.Equal(new LedgerKey(BodyHash.Of(new(Record)), "dns_logs", "zone-1"), submit.Batch.Key);
        Assert.Equal(
            new BatchesProtocol.Answered(submit.Batch.Key, submit.Batch.Id),
            await _batches.ExpectMsgAsync<BatchesProtocol.Answered>());
        await _batches.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Should_have_said_so_before_the_client_can_post_again()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        for (var i = 0; i < 50; i++)
        {
            var post = client.PostAsync("/a", Bodies.Sized(Record));
            End(await _batches.ExpectMsgAsync<BatchesProtocol.Submit>(), BatchOutcome.Confirmed);
            await post;

            Assert.True(_batches.HasMessages);
            await _batches.ExpectMsgAsync<BatchesProtocol.Answered>();
        }
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

        await AwaitAssertAsync(() => Assert.True(server.LastAborted.IsCancellationRequested), TimeSpan.FromSeconds(20));
        End(submit, BatchOutcome.Confirmed);

        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Requests.Of(200)), TimeSpan.FromSeconds(20));
        await _batches.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
    }

    private static void End(BatchesProtocol.Submit submit, BatchOutcome outcome)
    {
        submit.Batch.Body.Dispose();
        submit.Answer.SetResult(new BatchAnswer(outcome, 1, 0, null));
    }

    private Task<EdgeServer> StartAsync() => EdgeServer.StartAsync(EdgeTestSettings.With(EdgeTestSettings.Edge), _batches);
}

using System.Net;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>That the sender sends all, again what got no 2xx, and keeps an honest book.</summary>
public sealed class JobSenderSpecs
{
    private readonly JobRecords _records = new(
        seed: 1, [new Job("gateway_http", "Datetime", "a", 50), new Job("dns_logs", "Timestamp", "b", 100)], perJob: 500,
        new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));

    private IReadOnlyList<RecordId> All => [.. Enumerable.Range(0, _records.Count).Select(_records.At)];

    [Fact]
    public async Task Should_send_every_record_of_every_job_once_while_all_is_taken()
    {
        await using var edge = new ScriptedEdge(_ => HttpStatusCode.OK);

        var sent = await SendAsync(edge, new SenderHabits());

        Assert.Equal(All, SortedRecords(edge));
        Assert.Equal(["/dns_logs/b", "/gateway_http/a"], edge.Posts.Select(post => post.Path).Distinct().Order());
        Assert.All(All, id => Assert.True(sent.IsAnswered(id) && sent.PostsOf(id) == 1));
        Assert.Equal((1000, 15, 0, 0), (sent.AnsweredCount, sent.AnsweredPosts, sent.UnansweredPosts, sent.GivenUpCount));
    }

    [Fact]
    public async Task Should_send_a_part()
    {
        await using var edge = new ScriptedEdge(_ => HttpStatusCode.OK);
        using var logpush = new LogpushSender(edge.Address);
        var sender = new JobSender(logpush, _records, new SenderHabits());

        // Job b has 5 batches: 2 in the first half, 3 in the second.
        await sender.SendAsync(1, 2);
        Assert.Equal(250 + 300, sender.Sent.AnsweredCount);
        Assert.False(sender.Sent.IsPosted(new RecordId(0, 4, 0)));
        Assert.True(sender.Sent.IsPosted(new RecordId(0, 5, 0)));

        await sender.SendAsync(0, 2);
        Assert.Equal(All, SortedRecords(edge));
    }

    [Theory]
    [InlineData(ResendWay.Identical)]
    [InlineData(ResendWay.Recompressed)]
    [InlineData(ResendWay.Recut)]
    public async Task Should_send_again_what_was_refused(ResendWay way)
    {
        await using var edge = new ScriptedEdge(n => n % 3 == 2 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);

        var sent = await SendAsync(edge, new SenderHabits { Way = way, PostsAtOnce = 1 });

        Assert.All(All, id => Assert.True(sent.IsAnswered(id)));
        Assert.Equal(2 * sent.AnsweredPosts, sent.UnansweredPosts, tolerance: 2);
        var bodies = edge.Posts.GroupBy(post => Convert.ToHexString(ScriptedEdge.Inflate(post.Gzip))).ToList();
        var repeats = bodies.Where(body => body.Count() > 1).ToList();
        if (way == ResendWay.Recut)
        {
            // Once a body is down to one record there is nothing left to cut.
            Assert.All(repeats, body => Assert.Single(ScriptedEdge.Records(body.First().Gzip)));
            Assert.Contains(bodies, body => ScriptedEdge.Records(body.First().Gzip).Select(id => id.Batch).Distinct().Count() > 1);
        }
        else
        {
            Assert.Equal(15, bodies.Count);
            Assert.All(repeats, body => Assert.Equal(
                way == ResendWay.Identical ? 1 : body.Count(), body.Select(post => Convert.ToHexString(post.Gzip)).Distinct().Count()));
        }

        AssertInOrder(edge);
    }

    [Fact]
    public async Task Should_give_up_after_so_many_attempts()
    {
        await using var edge = new ScriptedEdge(_ => HttpStatusCode.ServiceUnavailable);

        var sent = await SendAsync(edge, new SenderHabits { Attempts = 2 });

        Assert.Equal(30, edge.Posts.Count);
        Assert.Equal((0, 30, 1000), (sent.AnsweredCount, sent.UnansweredPosts, sent.GivenUpCount));
    }

    [Fact]
    public async Task Should_hang_up_when_no_answer_comes_and_send_again()
    {
        await using var edge = new ScriptedEdge(n => n == 0 ? null : HttpStatusCode.OK);

        var sent = await SendAsync(edge, new SenderHabits { Patience = TimeSpan.FromSeconds(2), PostsAtOnce = 1 });

        Assert.Equal((1000, 15, 1), (sent.AnsweredCount, sent.AnsweredPosts, sent.UnansweredPosts));
        Assert.Equal(16, edge.Posts.Count);
    }

    [Fact]
    public async Task Should_give_the_rest_up_when_its_time_is_over()
    {
        await using var edge = new ScriptedEdge(n => n < 4 ? HttpStatusCode.OK : null);

        var sent = await SendAsync(edge, new SenderHabits { Within = TimeSpan.FromSeconds(2) });

        Assert.Equal(4, sent.AnsweredPosts);
        Assert.Equal(_records.Count, sent.AnsweredCount + sent.GivenUpCount);
    }

    private static IReadOnlyList<RecordId> SortedRecords(ScriptedEdge edge) =>
    [
        .. edge.Posts.SelectMany(post => ScriptedEdge.Records(post.Gzip))
            .OrderBy(id => id.Job).ThenBy(id => id.Batch).ThenBy(id => id.Ordinal),
    ];

    /// <summary>One post of a job at a time: so the last time each record is posted, it is in order.</summary>
    private void AssertInOrder(ScriptedEdge edge)
    {
        foreach (var job in edge.Posts.GroupBy(post => post.Path))
        {
            var ids = job.SelectMany(post => ScriptedEdge.Records(post.Gzip)).Reverse().Distinct().Reverse().ToList();
            Assert.Equal(ids.OrderBy(_records.IndexOf), ids);
        }
    }

    private async Task<SentRecords> SendAsync(ScriptedEdge edge, SenderHabits habits)
    {
        using var logpush = new LogpushSender(edge.Address);
        var sender = new JobSender(logpush, _records, habits);
        await sender.SendAsync();
        return sender.Sent;
    }
}

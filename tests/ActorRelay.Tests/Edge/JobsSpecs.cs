using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class JobsSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    private readonly Jobs _jobs = new();

    [Fact]
    public void Should_say_since_when_a_job_is_refused_until_a_batch_of_it_is_taken()
    {
        Count("gateway_http", BatchOutcome.Confirmed, minute: 0);
        Assert.Null(Of("/gateway_http").RefusingSince);

        Count("gateway_http", BatchOutcome.NoRoom, minute: 1);
        Count("gateway_http", BatchOutcome.Invalid, minute: 5);
        Count("gateway_http", BatchOutcome.Preflight, minute: 6);
        Assert.Equal(Start.AddMinutes(1), Of("/gateway_http", minute: 600).RefusingSince);

        Count("gateway_http", BatchOutcome.Spooled, minute: 700);
        var path = Of("/gateway_http", minute: 700);
        Assert.Null(path.RefusingSince);
        Assert.Equal(Start.AddMinutes(700), path.LastPost);
        Assert.Equal("200:3 400:1 503:1", string.Join(' ', path.Answers.Select(answers => $"{answers.Key}:{answers.Value}")));
    }

    /// <summary>After a restart too, when a job's secret is wrong from the first post on.</summary>
    [Fact]
    public void Should_tell_of_a_dataset_that_no_secret_has_opened_for_as_long_as_posts_come()
    {
        Count("gateway_http", BatchOutcome.Forbidden, minute: 0, SecretVerdict.Wrong);
        Count("gateway_http", BatchOutcome.Forbidden, minute: 10, SecretVerdict.Wrong);

        Assert.Equal(Start, Of("/gateway_http", minute: 20).RefusingSince);
        Assert.Null(Of("/gateway_http", minute: 26).RefusingSince);
    }

    [Fact]
    public void Should_have_one_place_for_what_strangers_try()
    {
        for (var i = 0; i < 1000; i++)
        {
            Count($"probe_{i}", BatchOutcome.Forbidden, minute: i, SecretVerdict.Missing);
            Count("gateway_http", BatchOutcome.Forbidden, minute: i, SecretVerdict.Missing, source: $"probe-{i}");
        }

        var others = Assert.Single(_jobs.Snapshot(Start.AddMinutes(1000)));
        Assert.Equal((Jobs.Others, 2000), (others.Path, others.Answers[403]));
        Assert.Null(others.RefusingSince);
    }

    [Fact]
    public void Should_have_a_place_for_so_many_paths()
    {
        for (var i = 0; i < Jobs.Capacity + 10; i++)
        {
            Count($"own_{i}", BatchOutcome.Confirmed, minute: i);
        }

        var paths = _jobs.Snapshot(Start);
        Assert.Equal(Jobs.Capacity + 1, paths.Length);
        Assert.Equal(10, Of(Jobs.Others).Answers[200]);
    }

    [Fact]
    public void Should_say_how_fast_batches_come_and_how_long_they_wait()
    {
        for (var i = 0; i < 60; i++)
        {
            var post = PostOf("gateway_http");
            post.Course.Receive(Start.AddMinutes(i).AddSeconds(-i == -7 ? -4 : -0.5), bytes: 6000);
            Count(post, BatchOutcome.Confirmed, Start.AddMinutes(i));
        }

        var job = Of("/gateway_http", minute: 59);
        Assert.InRange(job.BatchesPerMinute, 0.9, 1.2);
        Assert.InRange(job.BytesPerSecond, 90, 120);
        Assert.Equal((4, "autumn", Start.AddMinutes(59)), (job.SlowestSeconds, job.Secret, job.LastBatch));

        var later = Of("/gateway_http", minute: 59 + 240);
        Assert.Equal((0, null), (later.BatchesPerMinute, later.SlowestSeconds));
    }

    [Fact]
    public void Should_say_why_one_was_refused_and_after_how_long_clients_go()
    {
        Count("gateway_http", BatchOutcome.NoRoom, minute: 1);
        var post = PostOf("gateway_http");
        post.Course.Receive(Start.AddMinutes(2), bytes: 1);
        post.Course.Leave(Start.AddMinutes(2).AddSeconds(10));
        post.Course.Leave(Start.AddMinutes(2).AddSeconds(11));
        Count(post, BatchOutcome.Confirmed, Start.AddMinutes(2).AddSeconds(12));
        _jobs.CountAbandoned(PostOf("gateway_http"));

        var job = Of("/gateway_http", minute: 3);
        Assert.Equal(new JobRefusal(Start.AddMinutes(1), 503, "why NoRoom"), job.LastRefusal);
        Assert.Equal((1, 10, 1), (job.Gone, job.GoneAfterSeconds, job.Abandoned));
    }

    private JobReport Of(string path, int minute = 0) =>
        _jobs.Snapshot(Start.AddMinutes(minute)).Single(report => report.Path == path);

    private void Count(
        string dataset, BatchOutcome outcome, int minute, SecretVerdict verdict = SecretVerdict.Opens, string source = "") =>
        Count(PostOf(dataset, verdict, source), outcome, Start.AddMinutes(minute));

    private void Count(Post post, BatchOutcome outcome, DateTimeOffset now) =>
        _jobs.Count(post, Answers.Refusal(outcome), $"why {outcome}", now);

    private static Post PostOf(string dataset, SecretVerdict verdict = SecretVerdict.Opens, string source = "") =>
        new(new BatchId("1"), new PostTarget(dataset, source), null, new Caller("", "autumn"), verdict, IsAllowed: true);
}

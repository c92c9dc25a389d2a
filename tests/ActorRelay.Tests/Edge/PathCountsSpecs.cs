using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class PathCountsSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    private readonly PathCounts _paths = new();

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

        var others = Assert.Single(_paths.Snapshot(Start.AddMinutes(1000)));
        Assert.Equal((PathCounts.Others, 2000), (others.Path, others.Answers[403]));
        Assert.Null(others.RefusingSince);
    }

    [Fact]
    public void Should_have_a_place_for_so_many_paths()
    {
        for (var i = 0; i < PathCounts.Capacity + 10; i++)
        {
            Count($"own_{i}", BatchOutcome.Confirmed, minute: i);
        }

        var paths = _paths.Snapshot(Start);
        Assert.Equal(PathCounts.Capacity + 1, paths.Length);
        Assert.Equal(10, Of(PathCounts.Others).Answers[200]);
    }

    private PathReport Of(string path, int minute = 0) =>
        _paths.Snapshot(Start.AddMinutes(minute)).Single(report => report.Path == path);

    private void Count(
        string dataset, BatchOutcome outcome, int minute, SecretVerdict verdict = SecretVerdict.Opens, string source = "") => _paths.Count(
        new Post(new BatchId("1"), new PostTarget(dataset, source), null, new Caller("", ""), verdict, IsAllowed: true),
        outcome,
        Start.AddMinutes(minute));
}

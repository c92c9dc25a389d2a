using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class PreflightsSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_remember_the_latest_by_path()
    {
        var preflights = new Preflights();
        preflights.Remember("/b", "edge", Start);
        preflights.Remember("/a", "edge", Start);
        preflights.Remember("/b", "edge", Start.AddMinutes(1));

        Assert.Equal<PreflightReport[]>(
            [new PreflightReport("/a", Start), new PreflightReport("/b", Start.AddMinutes(1))],
            [.. preflights.Snapshot()]);
    }

    [Fact]
    public void Should_forget_the_longest_ago_when_full()
    {
        var preflights = new Preflights();
        for (var i = 0; i < Preflights.Capacity; i++)
        {
            preflights.Remember($"/{i}", "edge", Start.AddSeconds(i));
        }

        preflights.Remember("/0", "edge", Start.AddDays(1));
        preflights.Remember("/new", "edge", Start.AddDays(1));

        var paths = preflights.Snapshot().Select(report => report.Path).ToHashSet();
        Assert.Equal(Preflights.Capacity, paths.Count);
        Assert.Contains("/0", paths);
        Assert.DoesNotContain("/1", paths);
    }

    [Fact]
    public void Should_not_forget_paths_of_one_secret_for_those_that_the_holder_of_another_thinks_up()
    {
        var preflights = new Preflights();
        preflights.Remember("/http_requests", "edge", Start);
        preflights.Remember("/dns_logs", "edge", Start.AddSeconds(1));
        for (var i = 0; i < 2 * Preflights.Capacity; i++)
        {
            preflights.Remember($"/x/{i}", "other", Start.AddDays(1).AddSeconds(i));
        }

        var paths = preflights.Snapshot().Select(report => report.Path).ToList();
        Assert.Equal(Preflights.Capacity, paths.Count);
        Assert.Contains("/http_requests", paths);
        Assert.Contains("/dns_logs", paths);
        Assert.Contains($"/x/{(2 * Preflights.Capacity) - 1}", paths);
    }
}

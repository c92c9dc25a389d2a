using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class PreflightsSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_remember_the_latest_by_path()
    {
        var preflights = new Preflights();
        preflights.Remember("/b", Start);
        preflights.Remember("/a", Start);
        preflights.Remember("/b", Start.AddMinutes(1));

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
            preflights.Remember($"/{i}", Start.AddSeconds(i));
        }

        preflights.Remember("/0", Start.AddDays(1));
        preflights.Remember("/new", Start.AddDays(1));

        var paths = preflights.Snapshot().Select(report => report.Path).ToHashSet();
        Assert.Equal(Preflights.Capacity, paths.Count);
        Assert.Contains("/0", paths);
        Assert.DoesNotContain("/1", paths);
    }
}

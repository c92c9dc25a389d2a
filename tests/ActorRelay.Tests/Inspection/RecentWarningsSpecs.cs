using ActorRelay.Inspection;

namespace ActorRelay.Tests.Inspection;

public sealed class RecentWarningsSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly RecentWarnings _warnings = new();

    [Fact]
    public void Should_have_the_newest_first_and_each_once()
    {
        _warnings.Add(Now, "warning", "siem is down");
        _warnings.Add(Now.AddSeconds(1), "error", "the disk is full");
        _warnings.Add(Now.AddSeconds(2), "warning", "siem is down");

        Assert.Equal(
            [
                new RecentWarning(Now.AddSeconds(2), "warning", "siem is down", 2),
                new RecentWarning(Now.AddSeconds(1), "error", "the disk is full", 1),
            ],
            _warnings.Snapshot().AsEnumerable());
    }

    [Fact]
    public void Should_be_bounded_in_number_and_length()
    {
        for (var i = 0; i < 3 * RecentWarnings.Capacity; i++)
        {
            _warnings.Add(Now, "warning", $"{i}: {new string('x', 10_000)}");
        }

        var kept = _warnings.Snapshot();
        Assert.Equal(RecentWarnings.Capacity, kept.Length);
        Assert.StartsWith($"{(3 * RecentWarnings.Capacity) - 1}: ", kept[0].Text, StringComparison.Ordinal);
        Assert.All(kept, warning => Assert.InRange(warning.Text.Length, 1, 401));
    }
}

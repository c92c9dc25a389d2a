using ActorRelay.Batches;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class RefusalLogSpecs
{
    private static readonly PostTarget Dns = new("dns_logs", "zone");

    private readonly ManualTime _time = new();
    private readonly LogLines _log = new();
    private readonly RefusalLog _refusals;

    public RefusalLogSpecs() => _refusals = new RefusalLog(_time, _log);

    [Fact]
    public void Should_warn_of_the_first_and_then_once_a_minute_with_the_count()
    {
        Add(BatchOutcome.Forbidden, Dns, 5);
        var first = Assert.Single(_log.Warnings);
        Assert.Contains("/dns_logs/zone", first);
        Assert.Contains("403", first);
        Assert.Contains(" 1 ", first);

        _time.Advance(TimeSpan.FromSeconds(59));
        Add(BatchOutcome.Forbidden, Dns, 1);
        Assert.Single(_log.Warnings);

        _time.Advance(TimeSpan.FromSeconds(1));
        Add(BatchOutcome.Forbidden, Dns, 3);
        Assert.Equal(2, _log.Warnings.Count);
        Assert.Contains(" 6 ", _log.Warnings[1]);
    }

    [Fact]
    public void Should_tell_outcomes_and_paths_apart_and_name_no_path_that_is_none()
    {
        Add(BatchOutcome.Forbidden, Dns, 2);
        Add(BatchOutcome.TooLarge, Dns, 2);
        Add(BatchOutcome.Forbidden, new PostTarget(null, ""), 2);
        Add(BatchOutcome.NoRoute, null, 2);

        Assert.Equal(4, _log.Warnings.Count);
        Assert.Contains(" on / ", _log.Warnings[2]);
        Assert.Contains(" on - ", _log.Warnings[3]);
    }

    [Fact]
    public void Should_tell_the_reasons_of_a_403_apart_and_of_others_the_last()
    {
        Add(BatchOutcome.Forbidden, Dns, 2, "the secret is wrong");
        Add(BatchOutcome.Forbidden, Dns, 2, "there is no header X");
        Add(BatchOutcome.Invalid, Dns, 2, "corrupt at byte 1");
        _time.Advance(TimeSpan.FromMinutes(1));
        Add(BatchOutcome.Invalid, Dns, 1, "corrupt at byte 2");

        Assert.Equal(4, _log.Warnings.Count);
        Assert.Contains("the secret is wrong. The last came from 192.0.2.1, secret partner", _log.Warnings[0]);
        Assert.Contains("there is no header X", _log.Warnings[1]);
        Assert.Contains(" 2 post(s) on /dns_logs/zone with 400 ", _log.Warnings[3]);
        Assert.Contains("corrupt at byte 2", _log.Warnings[3]);
    }

    [Fact]
    public void Should_stay_small_whatever_strangers_try()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Add(BatchOutcome.Forbidden, new PostTarget($"guess-{i}", ""), 1);
        }

        Assert.Equal(RefusalLog.Capacity + 1, _log.Warnings.Count);
        Assert.Contains(" on - ", _log.Warnings[^1]);

        _time.Advance(TimeSpan.FromMinutes(1));
        Add(BatchOutcome.Forbidden, Dns, 1);

        // What was not yet told is told when it is forgotten.
        Assert.Equal(RefusalLog.Capacity + 3, _log.Warnings.Count);
        Assert.Contains($" {10_000 - RefusalLog.Capacity - 1} ", _log.Warnings[^2]);
        Assert.Contains("/dns_logs/zone", _log.Warnings[^1]);
    }

    private void Add(BatchOutcome outcome, PostTarget? target, int times, string error = "no")
    {
        for (var i = 0; i < times; i++)
        {
            _refusals.Add(outcome, target, error, new Caller("192.0.2.1", "partner"));
        }
    }
}

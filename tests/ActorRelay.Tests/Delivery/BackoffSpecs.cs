using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

public sealed class BackoffSpecs
{
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), new Random(1));

    [Fact]
    public void Should_double_up_to_the_longest_and_take_at_most_half_away()
    {
        foreach (var seconds in new[] { 1, 2, 4, 5, 5 })
        {
            Assert.InRange(_backoff.Next().TotalSeconds, seconds / 2.0, seconds);
        }
    }

    [Fact]
    public void Should_begin_again_after_a_success()
    {
        _backoff.Next();
        _backoff.Next();
        _backoff.Reset();
        Assert.InRange(_backoff.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void Should_not_be_the_same_for_all() =>
        Assert.True(Enumerable.Range(0, 20).Select(_ => _backoff.Next()).Distinct().Count() > 15);
}

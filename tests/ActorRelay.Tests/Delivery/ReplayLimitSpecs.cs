using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

public sealed class ReplayLimitSpecs
{
    private readonly ReplayLimit _limit = new(1000);

    [Fact]
    public void Should_be_halved_by_each_end_without_progress_in_the_end_to_nothing()
    {
        var seen = new List<long>();
        while (_limit.Now > 0)
        {
            _limit.Acknowledged(newBytes: 0, repeated: 1);
            Assert.True(_limit.EndBadly(all: true));
            seen.Add(_limit.Now);
        }

        Assert.Equal([500, 250, 125, 62, 31, 15, 7, 3, 1, 0], seen);
        _limit.Acknowledged(0, 300);
        Assert.False(_limit.EndBadly(all: true));
    }

    [Fact]
    public void Should_not_be_halved_when_anything_new_was_acknowledged()
    {
        _limit.Acknowledged(1, 999);
        Assert.False(_limit.EndBadly(all: true));
        Assert.Equal(1000, _limit.Now);
    }

    [Fact]
    public void Should_not_be_halved_when_not_all_is_sent_again()
    {
        _limit.Acknowledged(0, 300);
        Assert.False(_limit.EndBadly(all: false));
    }

    [Fact]
    public void Should_not_be_halved_by_a_Receiver_that_acknowledges_nothing_at_all()
    {
        Assert.False(_limit.EndBadly(all: true));
        Assert.Equal(1000, _limit.Now);
    }

    [Fact]
    public void Should_not_be_halved_for_what_was_repeated_in_a_session_that_ended_well()
    {
        _limit.Acknowledged(0, 300);
        _limit.End();
        Assert.False(_limit.EndBadly(all: true));
    }

    [Fact]
    public void Should_be_full_again_after_as_many_new_bytes()
    {
        _limit.Acknowledged(0, 300);
        _limit.EndBadly(all: true);
        _limit.Acknowledged(999, 0);
        Assert.False(_limit.EndBadly(all: true));
        Assert.Equal(500, _limit.Now);
        _limit.Acknowledged(1, 0);
        Assert.Equal(1000, _limit.Now);
    }
}

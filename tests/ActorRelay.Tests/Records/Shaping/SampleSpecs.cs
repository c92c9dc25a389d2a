using ActorRelay.Records.Shaping;

namespace ActorRelay.Tests.Records.Shaping;

public sealed class SampleSpecs
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void Should_keep_its_share_of_each_batch(double share)
    {
        const int Lines = 100_000;
        var sample = new Sample(share);
        foreach (var batch in new ulong[] { 0, 1, 2, ulong.MaxValue, 0x1234567890ABCDEF })
        {
            var kept = Enumerable.Range(1, Lines).Count(line => sample.Keeps(batch, line));

            // Five standard deviations.
            var off = 5 * Math.Sqrt(Lines * share * (1 - share));
            Assert.InRange(kept, Lines * share - off, Lines * share + off);
        }
    }

    [Fact]
    public void Should_decide_alike_for_the_same_batch_and_differently_for_another()
    {
        var lines = Enumerable.Range(1, 1000).ToList();
        List<int> Kept(ulong batch) => [.. lines.Where(line => new Sample(0.3).Keeps(batch, line))];

        Assert.Equal(Kept(5), Kept(5));
        Assert.NotEqual(Kept(5), Kept(6));

        // What releases must agree on, for a body may come again to the next one.
        Assert.Equal([3, 4, 5, 12], Kept(5).Take(4));
    }

    [Fact]
    public void Should_keep_what_a_smaller_share_keeps() => Assert.All(
        Enumerable.Range(1, 1000).Where(line => new Sample(0.1).Keeps(9, line)), line => Assert.True(new Sample(0.2).Keeps(9, line)));
}

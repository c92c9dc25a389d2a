using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

public sealed class UncachedCopySpecs
{
    [Fact]
    public void Should_copy_every_byte_and_no_other_wherever_it_begins()
    {
        var random = new Random(3);
        var from = new byte[3_000];
        random.NextBytes(from);
        for (var i = 0; i < 3_000; i++)
        {
            var (start, at, length) = (random.Next(64), random.Next(64), random.Next(2_900));
            var to = new byte[3_000];
            var expected = new byte[3_000];
            from.AsSpan(start, length).CopyTo(expected.AsSpan(at));
            UncachedCopy.Copy(from.AsSpan(start, length), to.AsSpan(at));
            Assert.True(expected.AsSpan().SequenceEqual(to), $"from {start} to {at}, {length} bytes");
        }
    }

    [Fact]
    public void Should_refuse_what_has_no_room() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => UncachedCopy.Copy(new byte[300], new byte[299]));
}

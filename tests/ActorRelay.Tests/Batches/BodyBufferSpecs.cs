using System.Buffers;
using ActorRelay.Batches;
using FsCheck.Xunit;

namespace ActorRelay.Tests.Batches;

public sealed class BodyBufferSpecs
{
    [Property(MaxTest = 100)]
    public bool Should_hold_what_was_appended_however_it_was_cut(int seed)
    {
        var random = new Random(seed);
        var pool = new SegmentPool(4 * BodySegment.Size);
        var expected = new byte[random.Next(0, 5 * BodySegment.Size)];
        random.NextBytes(expected);
        using (var buffer = new BodyBuffer(pool))
        {
            for (var start = 0; start < expected.Length;)
            {
                var length = Math.Min(random.Next(1, 2 * BodySegment.Size), expected.Length - start);
                buffer.Append(new ReadOnlySequence<byte>(expected, start, length));
                start += length;
            }

            Assert.Equal(expected.Length, buffer.Length);
            Assert.True(buffer.Bytes.ToArray().AsSpan().SequenceEqual(expected));
            Assert.Equal(BodySegment.RoundUp(expected.Length), pool.Outstanding * BodySegment.Size);
        }

        return pool.Outstanding == 0;
    }

    [Fact]
    public void Should_use_segments_again_the_last_first()
    {
        var pool = new SegmentPool(2 * BodySegment.Size);
        var first = pool.Rent();
        var second = pool.Rent();
        var third = pool.Rent();
        pool.Return(first);
        pool.Return(second);
        pool.Return(third);

        Assert.Same(second, pool.Rent());
        Assert.Same(first, pool.Rent());
        Assert.NotSame(third, pool.Rent());
    }

    [Fact]
    public void Should_give_segments_back_once()
    {
        var pool = new SegmentPool(BodySegment.Size);
        var buffer = new BodyBuffer(pool);
        buffer.Append(new ReadOnlySequence<byte>(new byte[1]));

        buffer.Dispose();
        buffer.Dispose();

        Assert.Equal(0, pool.Outstanding);
    }
}

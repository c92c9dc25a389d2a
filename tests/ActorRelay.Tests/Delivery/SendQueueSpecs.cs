using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using Akka.Actor;

namespace ActorRelay.Tests.Delivery;

public sealed class SendQueueSpecs : IDisposable
{
    private readonly BlockPool _pool = new(256);
    private readonly BlockLease _lease;
    private readonly SendQueue _queue = new(null);
    private readonly List<OutboundBlock> _made = [];

    public SendQueueSpecs() => _lease = _pool.TryLease(3, small: true)!;

    public void Dispose()
    {
        _made.ForEach(outbound => outbound.Block.Return());
        _lease.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Should_keep_the_order_of_a_batch()
    {
        var lane = NewLane("a");
        var blocks = Enumerable.Range(0, 10).Select(_ => Add(lane, 1000)).ToList();
        Assert.Equal(blocks, TakeAll());
    }

    [Fact]
    public void Should_let_a_small_batch_wait_for_one_block_of_each_large_one_only()
    {
        var (first, second, small) = (NewLane("first"), NewLane("second"), NewLane("small"));
        for (var i = 0; i < 10; i++)
        {
            Add(first, Block.Size);
            Add(second, Block.Size);
        }

        Add(small, 100);
        Assert.True(TakeAll().FindIndex(outbound => outbound.Lane == small) <= 2);
    }

    [Fact]
    public void Should_give_equal_bytes_to_batches_with_blocks_of_different_sizes()
    {
        var (large, small) = (NewLane("large"), NewLane("small"));
        for (var i = 0; i < 20; i++)
        {
            Add(large, Block.Size - 1000);
        }

        for (var i = 0; i < 80; i++)
        {
            Add(small, Block.Size / 8);
        }

        var bytes = new Dictionary<Lane, long> { [large] = 0, [small] = 0 };
        for (var i = 0; i < 60; i++)
        {
            var taken = _queue.Take()!;
            bytes[taken.Lane!] += taken.Block.Length;
            Assert.InRange(bytes[large] - bytes[small], -2 * Block.Size, 2 * Block.Size);
        }
    }

    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(5, 1, 0.25)]
    [InlineData(9, 1, 0.25)]
    [InlineData(20, 2, 0.25)]
    public void Should_give_a_quarter_to_what_comes_out_of_the_spool(int live, int backlog, double share)
    {
        var lanes = Enumerable.Range(0, live + backlog).Select(i => new Lane(
            new BatchId($"b{i}"), ActorRefs.Nobody, isBacklog: i >= live)).ToList();
        var (all, spooled) = (0L, 0L);
        foreach (var lane in lanes.SelectMany(lane => Enumerable.Repeat(lane, 4)))
        {
            Add(lane, Block.Size);
        }

        for (var i = 0; i < 100 * lanes.Count; i++)
        {
            var taken = _queue.Take()!;
            all += taken.Block.Length;
            spooled += taken.Lane!.IsBacklog ? taken.Block.Length : 0;
            _queue.Add(taken);
        }

        Assert.InRange(spooled / (double)all, share - 0.02, share + 0.15);
    }

    [Fact]
    public void Should_send_a_line_that_is_larger_than_a_turn()
    {
        var (huge, other) = (NewLane("huge"), NewLane("other"));
        var line = new OutboundBlock(huge, _lease.TryRentLarge(4 << 20)!);
        line.Block.Length = 4 << 20;
        _made.Add(line);
        _queue.Add(line);
        for (var i = 0; i < 20; i++)
        {
            Add(other, Block.Size);
        }

        Assert.InRange(TakeAll().IndexOf(line), 15, 17);
    }

    [Fact]
    public void Should_send_first_what_is_sent_again_in_its_order()
    {
        var (a, b) = (NewLane("a"), NewLane("b"));
        var (a1, b1) = (Add(a, Block.Size), Add(b, Block.Size));
        Assert.Equal([a1, b1], TakeAll());
        var (a2, b2) = (Add(a, 10), Add(b, 10));
        _queue.AddFirst([b1, a1]);
        Assert.Equal([b1, a1], new[] { _queue.Take(), _queue.Take() });
        Assert.Equal([a2, b2], TakeAll().OrderBy(outbound => outbound.Lane!.Batch.Value));
    }

    [Fact]
    public void Should_put_what_failed_later_before_what_was_still_to_be_sent_again()
    {
        var lane = NewLane("a");
        var (first, second, third) = (Add(lane, 10), Add(lane, 10), Add(lane, 10));
        TakeAll();
        _queue.AddFirst([first, second, third]);
        _queue.Take();
        _queue.AddFirst([first]);
        Assert.Equal([first, second, third], TakeAll());
    }

    [Fact]
    public void Should_move_everything_and_take_the_lanes_along()
    {
        var (other, a, b) = (new SendQueue(null), NewLane("a"), NewLane("b"));
        var (a1, b1, a2) = (Add(a, 10), Add(b, 10), Add(a, 10));
        _queue.Take();
        _queue.AddFirst([a1]);
        _queue.MoveTo(other);
        Assert.Equal((0L, 0, null), (_queue.Bytes, _queue.Lanes, _queue.Take()));
        Assert.Equal((30L, 2), (other.Bytes, other.Lanes));
        Assert.Same(other, a.Queue);
        Assert.Same(a1, other.Take());
        Assert.Equal([a2, b1], new[] { other.Take()!, other.Take()! }.OrderBy(outbound => outbound.Lane!.Batch.Value));
        Assert.Equal(0, other.Bytes);
    }

    [Fact]
    public void Should_give_a_lane_its_turn_again_after_it_was_empty_when_moved()
    {
        var (other, lane) = (new SendQueue(null), NewLane("a"));
        Add(lane, 10);
        _queue.Take();
        _queue.MoveTo(other);
        var later = new OutboundBlock(lane, Rent(10));
        _made.Add(later);
        other.Add(later);
        Assert.Same(later, other.Take());
    }

    [Fact]
    public void Should_give_back_what_is_left_of_a_lane()
    {
        var (a, b) = (NewLane("a"), NewLane("b"));
        var (a1, b1, a2) = (Add(a, 10), Add(b, 10), Add(a, 10));
        TakeOf(a);
        _queue.AddFirst([a1]);
        Assert.Equal([a1, a2], _queue.Remove(a));
        Assert.Equal((10L, 1), (_queue.Bytes, _queue.Lanes));
        Assert.Equal([b1], TakeAll());
    }

    private static Lane NewLane(string name) => new(new BatchId(name), ActorRefs.Nobody);

    private Block Rent(int length)
    {
        var block = _lease.TryRent()!;
        block.Length = length;
        return block;
    }

    private OutboundBlock Add(Lane lane, int length)
    {
        var outbound = new OutboundBlock(lane, Rent(length));
        _made.Add(outbound);
        _queue.Add(outbound);
        return outbound;
    }

    private OutboundBlock TakeOf(Lane lane)
    {
        var taken = _queue.Take()!;
        Assert.Same(lane, taken.Lane);
        return taken;
    }

    private List<OutboundBlock> TakeAll()
    {
        List<OutboundBlock> taken = [];
        while (_queue.Take() is { } next)
        {
            taken.Add(next);
        }

        return taken;
    }
}

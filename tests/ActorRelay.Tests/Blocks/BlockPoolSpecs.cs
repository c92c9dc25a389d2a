using ActorRelay.Blocks;

namespace ActorRelay.Tests.Blocks;

public sealed class BlockPoolSpecs
{
    private readonly BlockPool _pool = new(16);

    [Fact]
    public void Should_keep_what_it_promised_whatever_others_take()
    {
        using var first = _pool.TryLease(3, small: true)!;
        using var greedy = _pool.TryLease(3, small: true)!;
        var taken = TakeAll(greedy);

        Assert.Equal(13, taken.Count);
        var promised = TakeAll(first);

        Assert.Equal(3, promised.Count);
        Return([.. taken, .. promised]);
    }

    [Fact]
    public void Should_keep_a_quarter_for_small_batches()
    {
        using var large = _pool.TryLease(3, small: false)!;
        var taken = TakeAll(large);

        Assert.Equal(12, taken.Count);
        Assert.Null(_pool.TryLease(3, small: false));
        using var small = _pool.TryLease(3, small: true);
        Assert.NotNull(small);
        Return(taken);
    }

    [Fact]
    public void Should_refuse_to_take_a_block_back_twice()
    {
        using var lease = _pool.TryLease(3, small: true)!;
        var block = lease.TryRent()!;
        block.Return();

        Assert.Throws<InvalidOperationException>(block.Return);
    }

    [Fact]
    public void Should_forget_the_promise_when_the_batch_ends_and_the_rest_when_it_comes_back()
    {
        var lease = _pool.TryLease(5, small: true)!;
        var held = new[] { lease.TryRent()!, lease.TryRent()! };

        lease.Dispose();
        Assert.Equal(2, _pool.Taken);
        Assert.Null(lease.TryRent());
        Return(held);

        Assert.Equal(0, _pool.Taken);
    }

    [Fact]
    public void Should_wake_who_waits_for_a_block_of_the_batch()
    {
        using var lease = _pool.TryLease(16, small: true)!;
        var taken = TakeAll(lease);
        var woken = 0;
        lease.WhenReturned(() => woken++);
        Assert.Equal(0, woken);

        Return(taken);

        Assert.Equal(1, woken);
    }

    [Fact]
    public void Should_wake_at_once_when_a_block_is_there()
    {
        using var lease = _pool.TryLease(3, small: true)!;
        var woken = 0;

        lease.WhenReturned(() => woken++);

        Assert.Equal(1, woken);
    }

    [Fact]
    public void Should_let_one_batch_at_a_time_hold_large_blocks()
    {
        using var first = _pool.TryLease(3, small: true)!;
        using var second = _pool.TryLease(3, small: true)!;
        var line = first.TryRentLarge(1_000_000)!;
        var output = first.TryRentLarge(2_000_000)!;
        Assert.Null(second.TryRentLarge(1_000_000));
        var woken = 0;
        second.WhenLargeFree(() => woken++);

        line.Return();
        Assert.Equal(0, woken);
        output.Return();

        Assert.Equal(1, woken);
        var other = second.TryRentLarge(1_000_000)!;
        other.Return();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Should_wake_who_waits_for_room_when_a_batch_ends()
    {
        var lease = _pool.TryLease(16, small: true)!;
        Assert.Null(_pool.TryLease(1, small: true));
        var woken = 0;
        _pool.WhenFreed(() => woken++);

        lease.Dispose();

        Assert.Equal(1, woken);
    }

    private static List<Block> TakeAll(BlockLease lease)
    {
        var taken = new List<Block>();
        while (lease.TryRent() is { } block)
        {
            taken.Add(block);
        }

        return taken;
    }

    private void Return(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            block.Return();
        }

        Assert.Equal(0, _pool.Outstanding);
    }
}

using System.Text;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Delivery;

public sealed class ReplayRingSpecs
{
    private const int Replay = 1 << 20;

    private static readonly ReceiverSettings Settings =
        DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514)) with { Replay = Replay };

    [Theory]
    [InlineData(false, 1, 0)]
    [InlineData(false, 2, 50)]
    [InlineData(true, 3, 90)]
    [InlineData(true, 4, 100)]
    public void Should_have_the_last_bytes_in_whole_messages_and_bounded_memory(bool octetCounting, int seed, int fullPercent)
    {
        var framing = octetCounting ? Framing.OctetCounting : Framing.Newline;
        var random = new Random(seed);
        var memory = new ReplayMemory(Settings);
        var ring = new ReplayRing(Replay, framing, memory, block => block.Return());
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(1, small: true)!;
        var all = new MemoryStream();
        for (var i = 0; i < 400; i++)
        {
            var size = random.Next(100) < fullPercent ? Block.Size - 200 : random.Next(1, 1 + random.Next(1, Block.Size - 200));
            var content = Messages(framing, random, size);
            all.Write(content);
            var block = lease.TryRent()!;
            content.CopyTo(block.Buffer.AsSpan());
            block.Length = content.Length;
            Assert.False(ring.Keep(block));

            // Its owner goes on to use it.
            block.Buffer.AsSpan().Clear();
            block.Return();
            Assert.InRange(ring.Bytes, Math.Min(Replay, all.Length), Replay + Block.Size);
        }

        var blocks = ring.TakeAll();
        Assert.InRange(blocks.Count, 1, Settings.ReplayBlocks);
        var kept = blocks.SelectMany(block => block.Content.ToArray()).ToArray();
        Assert.Equal(all.ToArray()[^kept.Length..], kept);
        Assert.All(blocks, block => Assert.Equal(
            block.Length, FramedMessages.StartAt(framing, block.Content.Span, block.Length)));
        Assert.Equal((0, 0), (ring.Bytes, pool.Outstanding));
    }

    [Fact]
    public void Should_take_the_memory_of_a_full_block_and_copy_a_small_one()
    {
        var ring = new ReplayRing(Replay, Framing.Newline, new ReplayMemory(Settings), block => block.Return());
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(2, small: true)!;
        var (full, small) = (lease.TryRent()!, lease.TryRent()!);
        var (fullMemory, smallMemory) = (full.Buffer, small.Buffer);
        full.Length = Block.Size - 100;
        small.Length = 100;

        Assert.False(ring.Keep(full) || ring.Keep(small));

        Assert.NotSame(fullMemory, full.Buffer);
        Assert.Same(fullMemory, ring.TakeAll().First().Buffer);
        Assert.Same(smallMemory, small.Buffer);
        full.Return();
        small.Return();
    }

    [Fact]
    public void Should_keep_a_message_that_is_longer_than_a_block()
    {
        var ring = new ReplayRing(Replay, Framing.Newline, new ReplayMemory(Settings), block => block.Return());
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(2, small: true)!;
        var content = Messages(Framing.Newline, new Random(1), 1, messageLength: 600_000);
        Assert.False(ring.Keep(Filled(lease.TryRentLarge(content.Length)!, content)));
        Assert.False(ring.Keep(Filled(lease.TryRent()!, "short\n"u8)));
        Assert.Equal(
            [.. content, .. "short\n"u8.ToArray()], ring.TakeAll().SelectMany(block => block.Content.ToArray()).ToArray());
    }

    [Theory]
    [InlineData(Block.Size - 200)]
    [InlineData(60_000)]
    public void Should_keep_the_block_itself_while_its_memory_is_elsewhere_and_give_it_back_then(int length)
    {
        var memory = new ReplayMemory(Settings);
        List<Block> released = [];
        var ring = new ReplayRing(Replay, Framing.Newline, memory, released.Add);
        var pool = new BlockPool(64);
        using var lease = pool.TryLease(64, small: true)!;
        var elsewhere = Enumerable.Range(0, Settings.ReplayBlocks).Select(_ => memory.TryRent(Block.Size)!).ToList();

        var contents = Enumerable.Range(0, 12).Select(seed => Messages(Framing.Newline, new Random(seed), length)).ToList();
        List<Block> kept = [];
        foreach (var content in contents)
        {
            var block = Filled(lease.TryRent()!, content);
            if (ring.Keep(block))
            {
                kept.Add(block);
            }
            else
            {
                block.Return();
            }
        }

        Assert.NotEmpty(kept);
        ring.GiveBack();
        Assert.True(pool.Outstanding > 0);

        elsewhere.ForEach(block => block.Return());
        ring.GiveBack();
        released.ForEach(block => block.Return());
        Assert.Equal((kept.Count, 0), (released.Count, pool.Outstanding));
        var all = contents.SelectMany(content => content).ToArray();
        var bytes = ring.TakeAll().SelectMany(block => block.Content.ToArray()).ToArray();
        Assert.InRange(bytes.Length, Math.Min(Replay, all.Length), Replay + Block.Size);
        Assert.Equal(all[^bytes.Length..], bytes);
    }

    [Fact]
    public void Should_never_keep_a_large_block_itself()
    {
        var memory = new ReplayMemory(Settings);
        var ring = new ReplayRing(Replay, Framing.Newline, memory, block => block.Return());
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(1, small: true)!;
        while (memory.TryRent(Block.Size) is not null)
        {
        }

        Assert.False(ring.Keep(Filled(lease.TryRentLarge(Block.Size + 1)!, Messages(Framing.Newline, new Random(1), 1000))));
        Assert.InRange(ring.Bytes, 1000, 1200);
    }

    [Fact]
    public void Should_keep_nothing_without_replay()
    {
        var ring = new ReplayRing(0, Framing.Newline, new ReplayMemory(Settings with { Replay = 0 }), block => block.Return());
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(1, small: true)!;
        Assert.False(ring.Keep(Filled(lease.TryRent()!, "a\n"u8)));
        Assert.Empty(ring.TakeAll());
    }

    private static Block Filled(Block block, ReadOnlySpan<byte> content)
    {
        content.CopyTo(block.Buffer);
        block.Length = content.Length;
        return block;
    }

    private static byte[] Messages(Framing framing, Random random, int atLeast, int messageLength = 0)
    {
        var text = new StringBuilder();
        do
        {
            var message = new string((char)random.Next('a', 'z'), messageLength > 0 ? messageLength : random.Next(1, 190));
            text.Append(framing == Framing.Newline ? $"{message}\n" : $"{message.Length} {message}");
        }
        while (text.Length < atLeast);

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

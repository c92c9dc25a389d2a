using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Streams;
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
        var ring = new ReplayRing(Replay, framing, memory);
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
            Assert.True(ring.TryAdd(block));

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
        var ring = new ReplayRing(Replay, Framing.Newline, new ReplayMemory(Settings));
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var lease = pool.TryLease(2, small: true)!;
        var (full, small) = (lease.TryRent()!, lease.TryRent()!);
        var (fullMemory, smallMemory) = (full.Buffer, small.Buffer);
        full.Length = Block.Size - 100;
        small.Length = 100;

        Assert.True(ring.TryAdd(full) && ring.TryAdd(small));

        Assert.NotSame(fullMemory, full.Buffer);
        Assert.Same(fullMemory, ring.TakeAll().First().Buffer);
        Assert.Same(smallMemory, small.Buffer);
        full.Return();
        small.Return();
    }

    [Fact]
    public void Should_keep_a_message_that_is_longer_than_a_block()
    {
        var ring = new ReplayRing(Replay, Framing.Newline, new ReplayMemory(Settings));
        var content = Messages(Framing.Newline, new Random(1), 1, messageLength: 600_000);
        Assert.True(ring.TryAdd(content));
        Assert.True(ring.TryAdd("short\n"u8));
        Assert.Equal(
            [.. content, .. "short\n"u8.ToArray()], ring.TakeAll().SelectMany(block => block.Content.ToArray()).ToArray());
    }

    [Fact]
    public void Should_refuse_while_its_memory_is_elsewhere_and_take_back_what_came_from_it()
    {
        var memory = new ReplayMemory(Settings);
        var ring = new ReplayRing(Replay, Framing.Newline, memory);
        var full = Messages(Framing.Newline, new Random(1), Block.Size - 200);
        while (ring.TryAdd(full) && ring.Bytes < Replay)
        {
        }

        var elsewhere = ring.TakeAll();
        while (ring.TryAdd(full) && ring.Bytes < 2 * Replay)
        {
        }

        Assert.True(ring.Bytes <= 4 * Block.Size);
        Assert.False(ring.TryAdd(full));
        foreach (var block in elsewhere)
        {
            ring.Add(block);
        }

        Assert.True(ring.TryAdd(full));
        Assert.InRange(ring.Bytes, Replay, Replay + Block.Size);
    }

    [Fact]
    public void Should_keep_nothing_without_replay()
    {
        var ring = new ReplayRing(0, Framing.Newline, new ReplayMemory(Settings with { Replay = 0 }));
        Assert.True(ring.TryAdd("a\n"u8));
        Assert.Empty(ring.TakeAll());
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

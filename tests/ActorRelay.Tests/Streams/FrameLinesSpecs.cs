using System.Text;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Streams;

public sealed class FrameLinesSpecs : TestKit
{
    private const int MaxLine = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly BlockPool _pool = new(16);

    [Fact]
    public async Task Should_put_lines_together_wherever_blocks_cut_them()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var lines = Enumerable.Range(0, random.Next(0, 60)).Select(i => Line(random, i)).ToList();
            var body = string.Concat(lines.Select(line => line + "\n"));
            if (random.Next(2) == 0)
            {
                body = body.TrimEnd('\n');
            }

            var collected = await RunAsync(Encoding.UTF8.GetBytes(body), random);

            Assert.True(lines.SequenceEqual(collected.Lines), $"seed {seed}");
            Assert.All(collected.Blocks, block => Assert.Equal((byte)'\n', block.Content[^1]));
            Assert.DoesNotContain(collected.Blocks, block => block.TooLong);
        }
    }

    [Theory]
    [InlineData(MaxLine, false)]
    [InlineData(MaxLine + 1, true)]
    [InlineData(3 * MaxLine, true)]
    public async Task Should_mark_a_line_that_is_too_long_and_go_on(int length, bool tooLong)
    {
        var body = $"first\n{new string('x', length)}\nlast\n";

        var collected = await RunAsync(Encoding.UTF8.GetBytes(body), new Random(1));

        Assert.Equal(tooLong, collected.Blocks.Any(block => block.TooLong));
        Assert.StartsWith("first\nx", collected.Text, StringComparison.Ordinal);
        Assert.EndsWith("x\nlast\n", collected.Text, StringComparison.Ordinal);
        Assert.Equal(tooLong ? 0 : 1, collected.Blocks.Count(block => block.Content.Length == length + 1));
    }

    [Fact]
    public async Task Should_mark_a_last_line_that_is_too_long_and_has_no_end()
    {
        var collected = await RunAsync(Encoding.UTF8.GetBytes("first\n" + new string('x', MaxLine + 1)), new Random(1));

        Assert.True(collected.Blocks[^1].TooLong);
    }

    private static string Line(Random random, int number)
    {
        var length = random.Next(20) switch
        {
            0 => random.Next(Block.Headroom - 20, Block.Headroom + 20),
            1 => random.Next(Block.Size - 50, Block.Size + 50),
            2 => random.Next(2 * Block.Size, MaxLine),
            < 8 => random.Next(0, 5000),
            _ => random.Next(0, 200),
        };
        return number + new string((char)('a' + number % 26), length);
    }

    private async Task<Collected> RunAsync(byte[] body, Random random)
    {
        var collected = new Collected();
        using var lease = _pool.TryLease(2, small: true)!;
        await Source.From(Chunks(body, random))
            .Select(chunk => Rent(lease, chunk))
            .Via(Flow.FromGraph(new FrameLines()).AddAttributes(Runs.Of(lease, maxLine: MaxLine)))
            .RunForeach(collected.Take, Sys.Materializer())
            .WaitAsync(Patience);
        Assert.Equal(0, _pool.Outstanding);
        return collected;
    }

    private static IEnumerable<byte[]> Chunks(byte[] body, Random random)
    {
        var most = random.Next(3) switch { 0 => 100, 1 => 20_000, _ => Block.Size - Block.Headroom };
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(random.Next(1, most + 1), body.Length - at);
            yield return body[at..(at + length)];
            at += length;
        }
    }

    private static Block Rent(BlockLease lease, byte[] content)
    {
        var block = lease.TryRent()!;
        block.Start = Block.Headroom;
        block.Length = content.Length;
        content.CopyTo(block.Buffer, Block.Headroom);
        return block;
    }
}

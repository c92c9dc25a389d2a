using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Streams;

public sealed class GunzipSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly BlockPool _pool = new(16);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(Block.Size - Block.Headroom - 31)]
    [InlineData(Block.Size - Block.Headroom - 30)]
    [InlineData(Block.Size - Block.Headroom - 29)]
    [InlineData(Block.Size - Block.Headroom)]
    [InlineData(Block.Size - Block.Headroom + 1)]
    [InlineData(3 * Block.Size)]
    public async Task Should_give_every_byte_of_a_body_gzip_or_plain(int length)
    {
        var content = new byte[length];
        RandomNumberGenerator.Fill(content.AsSpan(0, length / 2));

        Assert.Equal(content, (await RunAsync(new ReadOnlySequence<byte>(Bodies.Gzip(content)))).Bytes);
        Assert.Equal(content, (await RunAsync(Bodies.Segmented(Bodies.Gzip(content), 1000))).Bytes);
        content.AsSpan(0, length / 2).Fill(7);
        Assert.Equal(content, (await RunAsync(Bodies.Segmented(content, 1000))).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(8192)]
    public async Task Should_go_on_with_the_next_member(int segment)
    {
        byte[] body = [.. Bodies.Gzip("one\n"u8), .. Bodies.Gzip(""u8), .. Bodies.Gzip("two\n"u8), .. Bodies.Gzip("three\n"u8)];

        Assert.Equal("one\ntwo\nthree\n", (await RunAsync(Bodies.Segmented(body, segment))).Text);
    }

    [Fact]
    public async Task Should_refuse_a_body_cut_anywhere()
    {
        var whole = Bodies.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => $"line {i * 7919}"))));
        for (var length = 2; length < whole.Length; length++)
        {
            var failure = await FailureAsync(new ReadOnlySequence<byte>(whole[..length]));
            Assert.True(failure is CorruptBodyException, $"cut to {length} of {whole.Length} bytes: {failure}");
        }
    }

    [Fact]
    public async Task Should_refuse_a_second_member_cut_off()
    {
        var second = Bodies.Gzip("second"u8);
        for (var cut = 1; cut < second.Length; cut++)
        {
            byte[] body = [.. Bodies.Gzip("first"u8), .. second[..^cut]];
            Assert.IsType<CorruptBodyException>(await FailureAsync(new ReadOnlySequence<byte>(body)));
        }
    }

    [Fact]
    public async Task Should_refuse_what_follows_the_last_member()
    {
        byte[] body = [.. Bodies.Gzip("line\n"u8), .. "tail"u8];

        var failure = await FailureAsync(new ReadOnlySequence<byte>(body));

        Assert.Contains("other bytes follow", Assert.IsType<CorruptBodyException>(failure).Message);
    }

    [Theory]
    [InlineData("0A")]
    [InlineData("0D0A")]
    [InlineData("00")]
    [InlineData("20090A000A")]
    public async Task Should_take_zeros_and_white_space_behind_the_last_member(string hex)
    {
        foreach (var times in new[] { 1, 10_000 })
        {
            // Most trailers end with a zero, for that is the high byte of the length.
            foreach (var content in new[] { "", "line\n", new string('x', 300_000) + "\n", new string('\n', 1000) })
            {
                var padding = Enumerable.Repeat(Convert.FromHexString(hex), times).SelectMany(bytes => bytes);
                byte[] body = [.. Bodies.Gzip("one\n"u8), .. Bodies.Gzip(Encoding.UTF8.GetBytes(content)), .. padding];

                foreach (var segment in new[] { 3, 8192, int.MaxValue })
                {
                    Assert.Equal("one\n" + content, (await RunAsync(Bodies.Segmented(body, Math.Min(segment, body.Length)))).Text);
                }
            }
        }
    }

    [Fact]
    public async Task Should_refuse_a_body_cut_off_at_padding()
    {
        // Stored, so that zeros and line feeds of the content stand in the body as they are.
        var whole = Bodies.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\0\0\n \n", 50))), CompressionLevel.NoCompression);
        for (var length = 2; length < whole.Length; length++)
        {
            var failure = await FailureAsync(new ReadOnlySequence<byte>(whole[..length]));
            Assert.True(failure is CorruptBodyException, $"cut to {length} of {whole.Length} bytes: {failure}");
        }
    }

    [Theory]
    [InlineData("0A41")]
    [InlineData("41")]
    [InlineData("0A1F8B")]
    [InlineData("1F")]
    public async Task Should_refuse_what_follows_that_is_more_than_padding(string hex)
    {
        byte[] body = [.. Bodies.Gzip("line\n"u8), .. Convert.FromHexString(hex)];

        Assert.IsType<CorruptBodyException>(await FailureAsync(new ReadOnlySequence<byte>(body)));
    }

    [Fact]
    public async Task Should_name_the_byte_where_a_body_is_corrupt()
    {
        var noise = new byte[2_000_000];
        RandomNumberGenerator.Fill(noise);
        var body = Bodies.Gzip(noise);
        var at = body.Length / 2;
        body.AsSpan(at, 4096).Clear();

        var failure = Assert.IsType<CorruptBodyException>(await FailureAsync(new ReadOnlySequence<byte>(body)));

        Assert.Matches("at or before byte [0-9]+", failure.Message);
    }

    [Fact]
    public async Task Should_stop_a_bomb_at_the_limit_with_a_handful_of_blocks()
    {
        var bomb = Bodies.Gzip(new byte[100_000_000], CompressionLevel.Optimal);

        var failure = await FailureAsync(new ReadOnlySequence<byte>(bomb), maxInflated: 10_000_000);

        Assert.Contains("10000000", Assert.IsType<InflatedTooLargeException>(failure).Message);
        Assert.Equal(0, _pool.Outstanding);
    }

    private async Task<Collected> RunAsync(ReadOnlySequence<byte> body, long maxInflated = long.MaxValue)
    {
        var collected = new Collected();
        using var lease = _pool.TryLease(2, small: true)!;
        await Source.FromGraph(new Gunzip())
            .AddAttributes(Runs.Of(lease, body, maxInflated))
            .RunForeach(collected.Take, Sys.Materializer())
            .WaitAsync(Patience);
        Assert.Equal(0, _pool.Outstanding);
        return collected;
    }

    private Task<Exception> FailureAsync(ReadOnlySequence<byte> body, long maxInflated = long.MaxValue) =>
        Assert.ThrowsAnyAsync<Exception>(() => RunAsync(body, maxInflated));
}

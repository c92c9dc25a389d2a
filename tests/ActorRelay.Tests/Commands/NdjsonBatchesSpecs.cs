using System.IO.Compression;
using System.Text;
using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class NdjsonBatchesSpecs
{
    [Fact]
    public async Task Should_keep_every_line_in_order_and_within_both_limits_however_it_is_read()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var lines = Enumerable.Range(0, random.Next(200))
                .Select(i => $"{i} " + new string('x', random.Next(400)))
                .ToArray();
            var maxRecords = random.Next(1, 60);
            var maxBytes = random.Next(500, 5000);
            var text = string.Concat(lines.Select(line => line + (random.Next(9) == 0 ? "\r\n\n" : "\n")));
            var source = new Trickle(Encoding.UTF8.GetBytes(random.Next(2) == 0 ? text : text.TrimEnd('\n')), random);
            await using var batches = new NdjsonBatches(source, maxRecords, maxBytes, done: []);
            var arrived = new List<string>();
            while (await batches.NextAsync(CancellationToken.None) is { } batch)
            {
                var body = Inflate(batch.Gzip);
                var here = body.Split('\n')[..^1];
                Assert.Equal(batch.Records, here.Length);
                Assert.Equal(batch.Bytes, body.Length);
                Assert.InRange(batch.Records, 1, maxRecords);
                Assert.InRange(batch.Bytes, 1, maxBytes);
                arrived.AddRange(here.Select(line => line.TrimEnd('\r')));
            }

            Assert.Equal(lines, arrived);
        }
    }

    [Fact]
    public async Task Should_fill_a_batch_as_far_as_it_goes()
    {
        var source = new MemoryStream("aaaa\nbbbb\ncccc\n"u8.ToArray());
        await using var batches = new NdjsonBatches(source, 100, maxBytes: 10, done: []);
        Assert.Equal(10, (await batches.NextAsync(CancellationToken.None))!.Bytes);
        Assert.Equal(5, (await batches.NextAsync(CancellationToken.None))!.Bytes);
        Assert.Null(await batches.NextAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\t\n")]
    public async Task Should_have_no_batch_for_no_records(string text)
    {
        await using var batches = new NdjsonBatches(new MemoryStream(Encoding.UTF8.GetBytes(text)), 10, 100, done: []);
        Assert.Null(await batches.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Should_not_read_a_line_without_end_into_memory()
    {
        var read = 0L;
        await using var batches = new NdjsonBatches(new Endless(count => read += count), 10, maxBytes: 1_000_000, done: []);
        await Assert.ThrowsAsync<InvalidDataException>(() => batches.NextAsync(CancellationToken.None));
        Assert.InRange(read, 1_000_000, 2_000_000);
    }

    [Fact]
    public async Task Should_leave_out_what_is_done_and_say_which_lines_a_batch_is()
    {
        var source = new MemoryStream("0\n1\n\n3\n4\n5\n6\n7\n"u8.ToArray());
        await using var batches = new NdjsonBatches(source, 2, maxBytes: 10, done: [new(0, 1), new(4, 6)]);
        var seen = new List<(string, LineRange)>();
        while (await batches.NextAsync(CancellationToken.None) is { } batch)
        {
            seen.Add((Inflate(batch.Gzip), batch.Lines));
        }

        Assert.Equal([("1\n3\n", new LineRange(1, 4)), ("6\n7\n", new LineRange(6, 8))], seen);
    }

    private static string Inflate(ReadOnlyMemory<byte> gzip)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(gzip.ToArray()), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default) =>
            new(Read(buffer.Span[..Math.Min(buffer.Length, random.Next(1, 700))]));
    }

    private sealed class Endless(Action<int> read) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            buffer.Span.Fill((byte)'x');
            read(buffer.Length);
            return new(buffer.Length);
        }
    }
}

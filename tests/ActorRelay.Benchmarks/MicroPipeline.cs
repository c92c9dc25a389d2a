using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using ActorRelay.Batches;
using ActorRelay.Syslog;

namespace ActorRelay.Benchmarks;

/// <summary>The steps of the path over one batch, on one thread, in blocks as the stages have them.</summary>
internal sealed class MicroPipeline(MicroBatch batch)
{
    private const int BlockSize = 256 * 1024;

    private readonly byte[] _source = new byte[BlockSize + LineFormatter.Slack];
    private readonly byte[] _target = new byte[BlockSize + LineFormatter.Slack];

    /// <summary>What the ledger knows a body by.</summary>
    public long Hash() => (long)BodyHash.Of(new ReadOnlySequence<byte>(batch.Gzip)).A;

    public long Gunzip() => ReadBlocks(static (_, length) => length);

    public long GunzipAndFormat(LineFormatter formatter)
    {
        var filled = 0;
        return ReadBlocks((block, length) => Format(formatter, block.AsSpan(0, length + LineFormatter.Slack), ref filled));
    }

    /// <summary>The same without gunzip: what FrameLines and Format cost.</summary>
    public long CopyAndFormat(LineFormatter formatter)
    {
        var filled = 0;
        return CopyBlocks((block, length) => Format(formatter, block.AsSpan(0, length + LineFormatter.Slack), ref filled));
    }

    public long Copy() => CopyBlocks(static (_, length) => length);

    public long ReadJson() => CopyBlocks(static (block, length) =>
    {
        var reader = new Utf8JsonReader(block.AsSpan(0, length), new JsonReaderOptions { AllowMultipleValues = true });
        var tokens = 0L;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    });

    private long ReadBlocks(Func<byte[], int, long> use)
    {
        using var gzip = new GZipStream(new MemoryStream(batch.Gzip), CompressionMode.Decompress);
        return Frame(_source.AsMemory(0, BlockSize), memory => gzip.Read(memory.Span), use);
    }

    private long CopyBlocks(Func<byte[], int, long> use)
    {
        var at = 0;
        return Frame(_source.AsMemory(0, BlockSize), memory =>
        {
            var length = Math.Min(memory.Length, batch.Plain.Length - at);
            batch.Plain.AsSpan(at, length).CopyTo(memory.Span);
            at += length;
            return length;
        }, use);
    }

    private long Frame(Memory<byte> block, Func<Memory<byte>, int> read, Func<byte[], int, long> use)
    {
        var result = 0L;
        var filled = 0;
        int length;
        while ((length = read(block[filled..])) > 0)
        {
            filled += length;
            var end = block.Span[..filled].LastIndexOf((byte)'\n') + 1;
            if (end == 0 || filled < BlockSize / 2)
            {
                continue;
            }

            result += use(_source, end);
            block.Span[end..filled].CopyTo(block.Span);
            filled -= end;
        }

        return filled == 0 ? result : result + use(_source, filled);
    }

    private long Format(LineFormatter formatter, ReadOnlySpan<byte> source, ref int filled)
    {
        var written = 0L;
        while (source.Length > LineFormatter.Slack)
        {
            var result = formatter.Format(source, _target.AsSpan(filled));
            if (result.Status == LineStatus.Full)
            {
                filled = 0;
                continue;
            }

            source = source[result.Consumed..];
            filled += result.Written;
            written += result.Written;
        }

        return written;
    }
}

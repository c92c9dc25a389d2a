using System.Buffers;
using System.IO.Compression;

namespace ActorRelay.Tests.Streams;

/// <summary>Bodies as the edge would hand them over.</summary>
public static class Bodies
{
    public static byte[] Gzip(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    /// <summary>Cuts bytes into segments of at most <paramref name="size"/> bytes.</summary>
    public static ReadOnlySequence<byte> Segmented(byte[] bytes, int size)
    {
        var first = new Segment(default, 0);
        var last = first;
        for (var at = 0; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}

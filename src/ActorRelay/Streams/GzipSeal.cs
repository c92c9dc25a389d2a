using System.Buffers;
using System.IO.Compression;

namespace ActorRelay.Streams;

/// <summary>
/// Tells a whole gzip body from one that was cut off. GZipStream ends without a word when its input ends inside a
/// member, so a cut body would look like a short one, and its last records would be lost behind a 200. So one more
/// member, the seal, is put after the body (RFC 1952 section 2.2 lets members follow each other): only when the body is
/// whole does the decoder come to the seal, and only then is its content the last thing it gives.
/// </summary>
internal static class GzipSeal
{
    private static readonly byte[] Text = "\0actorrelay seal: end of body\0"u8.ToArray();
    private static readonly byte[] Member = Compress(Text);

    /// <summary>Bytes of the seal once inflated.</summary>
    public static int Length => Text.Length;

    /// <summary>Bytes of the seal as it stands behind the body.</summary>
    public static int MemberLength => Member.Length;

    /// <summary>
    /// By its first two bytes (RFC 1952 section 2.3.1, ID1 and ID2). Headers do not tell: Logpush's own have differed
    /// over the years.
    /// </summary>
    public static bool IsGzip(ReadOnlySequence<byte> body) =>
        new SequenceReader<byte>(body).IsNext([0x1f, 0x8b]);

    /// <summary>The body with the seal behind it.</summary>
    public static ReadOnlySequence<byte> Close(ReadOnlySequence<byte> body)
    {
        var first = new Segment(body.First, 0);
        var last = first;
        foreach (var memory in body.Slice(body.First.Length))
        {
            last = last.Append(memory);
        }

        last = last.Append(Member);
        return new ReadOnlySequence<byte>(first, 0, last, Member.Length);
    }

    /// <summary>
    /// Where the zeros, spaces and line ends begin that a body ends with: padding that gunzip takes, or the last bytes of the
    /// trailer, which may be such, too.
    /// </summary>
    public static long PaddingOf(ReadOnlySequence<byte> body)
    {
        var (padding, at) = (0L, 0L);
        foreach (var memory in body)
        {
            var last = memory.Span.LastIndexOfAnyExcept("\0 \t\r\n"u8);
            at += memory.Length;
            padding = last < 0 ? padding : at - memory.Length + last + 1;
        }

        return padding;
    }

    public static bool IsIntact(ReadOnlySpan<byte> end) => end.SequenceEqual(Text);

    private static byte[] Compress(byte[] text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return output.ToArray();
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

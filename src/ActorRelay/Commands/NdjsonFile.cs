using System.Buffers;
using System.IO.Compression;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>A file that <c>send</c> reads. One that is gzip, as Logpush stores them, is inflated on the way.</summary>
internal static class NdjsonFile
{
    /// <summary>What a whole gzip file must still lead to when it is read behind it. Of a cut one it is taken for data.</summary>
    private static readonly byte[] Seal = [.. "the end of this file, seen by actorrelay send\n"u8];

    private static readonly byte[] SealMember = LogpushClient.Compress(Seal);

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <param name="file"><c>-</c> is standard input, which is read as it is.</param>
    /// <exception cref="CommandFailedException">It cannot be read, or is not a whole gzip file.</exception>
    public static Stream Open(string file)
    {
        if (file == NdjsonFiles.StandardInput)
        {
            return Console.OpenStandardInput();
        }

        var name = SettingsText.Printable(file);
        try
        {
            var stream = File.OpenRead(file);
            if (!IsGzip(stream))
            {
                return stream;
            }

            if (FindDamage(stream) is { } damage)
            {
                stream.Dispose();
                throw new CommandFailedException($"{name} is refused, nothing of it was sent: {damage}");
            }

            stream.Position = 0;
            return new GZipStream(stream, CompressionMode.Decompress);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException($"cannot read {name}: there is no such file", missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {name}: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Reads all of it once before any of it is sent. <see cref="GZipStream"/> takes a cut file for one that ends there.
    /// Padding behind it costs nothing, as with gunzip and the relay.
    /// </summary>
    private static string? FindDamage(FileStream stream)
    {
        var followed = new Followed(stream, PaddingOf(stream), SealMember);
        using var inflated = new GZipStream(followed, CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        long lines = 0;
        var kept = 0;
        try
        {
            for (int read; (read = inflated.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                var filled = kept + read;
                lines += buffer.AsSpan(kept, read).Count((byte)'\n');
                kept = Math.Min(filled, Seal.Length);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            }

            return followed.IsAtPadding || buffer.AsSpan(0, kept).SequenceEqual(Seal)
                ? null
                : $"its gzip data is cut off, or other bytes follow it: at byte {stream.Length}, its end, about line {lines}";
        }
        catch (InvalidDataException)
        {
            // Read ahead, and more so behind the end, where the seal is what does not fit.
            return stream.Position >= stream.Length
                ? $"its gzip data is cut off or corrupt: at or before byte {stream.Length}, its end, about line {lines}"
                : $"its gzip data is corrupt at or before byte {stream.Position}, about line {lines}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where the zeros, spaces and line ends begin that it ends with, be they padding or the last of the trailer.</summary>
    private static long PaddingOf(FileStream stream)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var padding = stream.Length;
        var isPadding = true;
        while (isPadding && padding > 0)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, padding)];
            stream.Position = padding - part.Length;
            stream.ReadExactly(part);
            var last = part.LastIndexOfAnyExcept("\0 \t\r\n"u8);
            padding -= part.Length - last - 1;
            isPadding = last < 0;
        }

        stream.Position = 0;
        return padding;
    }

    /// <summary>A pipe cannot be read twice, so it is taken as it is.</summary>
    private static bool IsGzip(FileStream stream)
    {
        if (!stream.CanSeek)
        {
            return false;
        }

        Span<byte> begin = stackalloc byte[GzipMagic.Length];
        var length = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return begin[..length].SequenceEqual(GzipMagic);
    }

    /// <summary>
    /// A file, and bytes behind it. It does not own the file, and gives what may be its padding byte by byte, so that a
    /// decoder that ends there has taken nothing behind.
    /// </summary>
    private sealed class Followed(FileStream first, long padding, byte[] then) : Stream
    {
        private int _position;

        /// <summary>The decoder has seen a byte that begins no member of gzip, and has ended.</summary>
        public bool IsAtPadding => first.Position > padding && _position == 0;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var most = first.Position < padding ? Math.Min(count, padding - first.Position) : 1;
            var read = first.Read(buffer, offset, (int)most);
            if (read == 0)
            {
                read = Math.Min(count, then.Length - _position);
                then.AsSpan(_position, read).CopyTo(buffer.AsSpan(offset));
                _position += read;
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

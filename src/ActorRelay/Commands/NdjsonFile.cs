using System.IO.Compression;

namespace ActorRelay.Commands;

/// <summary>The file that <c>send</c> reads. One that is gzip, as Logpush stores them, is inflated on the way.</summary>
internal static class NdjsonFile
{
    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <param name="file"><c>-</c> is standard input, which is read as it is.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static Stream Open(string file)
    {
        if (file == "-")
        {
            return Console.OpenStandardInput();
        }

        if (Directory.Exists(file))
        {
            throw new CommandFailedException($"cannot read {file}: it is a folder");
        }

        try
        {
            var stream = File.OpenRead(file);
            return IsGzip(stream) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException($"cannot read {file}: there is no such file", missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {file}: {failure.Message}", failure);
        }
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
}

using System.Buffers;
using System.IO.Compression;
using ActorRelay.Records;
using ActorRelay.Streams;

namespace ActorRelay.Edge;

/// <summary>Tells the dataset of a body, whose path does not, from the fields of its first record.</summary>
internal static class DatasetRecogniser
{
    /// <summary>Inflated bytes that are looked at; a first record longer than that is not recognised.</summary>
    private const int Most = 64 * 1024;

    /// <summary>The dataset's name, or null when the first record is not one that is known.</summary>
    public static string? Recognise(ReadOnlySequence<byte> body)
    {
        var start = new byte[Most];
        var length = ReadStart(body, start);
        var content = start.AsSpan(0, length);
        Wrapping.Recognise(content, isAll: length < Most)?.Unwrap(content);
        foreach (var range in ((ReadOnlySpan<byte>)content).Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = content[range];
            if (line.IndexOfAnyExcept(" \t\r,"u8) >= 0)
            {
                return RecordFields.TryReadNames(line, out var names) ? DatasetCatalogue.Recognise(names) : null;
            }
        }

        return null;
    }

    private static int ReadStart(ReadOnlySequence<byte> body, byte[] start)
    {
        using Stream compressed = new SequenceStream(body);
        using var inflated = GzipSeal.IsGzip(body) ? new GZipStream(compressed, CompressionMode.Decompress) : compressed;
        try
        {
            return inflated.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }
}

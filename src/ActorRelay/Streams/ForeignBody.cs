using System.Text.Unicode;

namespace ActorRelay.Streams;

/// <summary>Says what a body may be in which nothing is as much as an object, by its first line.</summary>
internal static class ForeignBody
{
    private const int Looked = 256;

    /// <param name="line">Number of the line.</param>
    /// <returns>A sentence for whoever sent it, with no byte of it.</returns>
    public static string Describe(long line, ReadOnlySpan<byte> first) => first switch
    {
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "the body is compressed with zstd; send it as gzip, or as it is",
        [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] => "the body is compressed with deflate (zlib); send it as gzip, or as it is",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "the body is UTF-16; send it as UTF-8",
        _ when HasZeros(first) => "the body is UTF-16, or no text; send it as UTF-8",
        _ when IsText(first) =>
            $"not NDJSON: line {line} is not a JSON object; for CSV and other text, set input = \"text\" on its route",
        _ => $"not NDJSON: line {line} is not a JSON object, nor text; if the body is compressed, send it as gzip",
    };

    /// <summary>What begins like an object is one that is broken, and no chance among other bytes.</summary>
    public static bool MayBeObject(ReadOnlySpan<byte> line)
    {
        var record = line.TrimStart(" \t\r,"u8);
        return record is [(byte)'{', ..] && (record[1..].TrimStart(" \t\r"u8) is [(byte)'"' or (byte)'}', ..] || IsText(record));
    }

    private static bool HasZeros(ReadOnlySpan<byte> line) => line[..Math.Min(line.Length, Looked)].Contains((byte)0);

    private static bool IsText(ReadOnlySpan<byte> line) => !HasZeros(line) && Utf8.IsValid(line);
}

using System.IO.Compression;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>gzip files (RFC 1952).</summary>
internal static class GzipBytes
{
    public static byte[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return file.ToArray();
    }

    /// <summary>One member after the other, as <c>cat a.gz b.gz</c> makes.</summary>
    public static byte[] Members(params IEnumerable<byte[]> contents) => [.. contents.SelectMany(content => Of(content))];

    /// <summary>A file that is small, and <paramref name="megabytes"/> MiB of NDJSON once inflated.</summary>
    public static byte[] Bomb(int megabytes)
    {
        var line = Encoding.ASCII.GetBytes("{\"Datetime\":1730592307,\"a\":\"" + new string('a', 1 << 20) + "\"}\n");
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var i = 0; i < megabytes; i++)
            {
                gzip.Write(line);
            }
        }

        return file.ToArray();
    }
}

using System.IO.Compression;
using System.Net;
using System.Text;

namespace ActorRelay.Tests.Edge;

/// <summary>Bodies as Logpush and others send them.</summary>
internal static class Bodies
{
    public static byte[] Plain(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return result.ToArray();
    }

    public static HttpContent Sized(byte[] body) => new ByteArrayContent(body);

    public static HttpContent Chunked(byte[] body) => new ChunkedContent(body);

    private sealed class ChunkedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(body, 0, body.Length);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

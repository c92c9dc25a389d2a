using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using ActorRelay.Streams;

namespace ActorRelay.Edge;

/// <summary>
/// Recognises the upload with which Logpush checks a destination before it makes a job: <c>{"content":"tests"}</c>, as
/// Cloudflare documents it (developers.cloudflare.com/logs, HTTP destination), or one of the forms seen beside that,
/// gzip or plain. It is not a record and must not be forwarded.
/// </summary>
internal static class Preflight
{
    /// <summary>Bytes; a larger body is never one.</summary>
    public const int MaxLength = 1024;

    public static bool Is(ReadOnlySequence<byte> body)
    {
        if (body.Length > MaxLength || Inflate(body) is not { } content)
        {
            return false;
        }

        var text = content.AsSpan().Trim(" \t\r\n"u8);
        return text.SequenceEqual("test"u8) || text.SequenceEqual("tests"u8) || IsObject(text);
    }

    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var hasContent = false;
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isContent = reader.ValueTextEquals("content"u8);
                var isKnown = isContent || reader.ValueTextEquals("filename"u8);
                if (!isKnown || !reader.Read() || reader.TokenType is not JsonTokenType.String)
                {
                    return false;
                }

                if (isContent && !reader.ValueTextEquals("test"u8) && !reader.ValueTextEquals("tests"u8))
                {
                    return false;
                }

                hasContent |= isContent;
            }

            return hasContent && reader.TokenType is JsonTokenType.EndObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[]? Inflate(ReadOnlySequence<byte> body)
    {
        if (!GzipSeal.IsGzip(body))
        {
            return body.ToArray();
        }

        using var gzip = new GZipStream(new SequenceStream(body), CompressionMode.Decompress);
        var content = new byte[MaxLength + 1];
        try
        {
            var length = gzip.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length > MaxLength ? null : content[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

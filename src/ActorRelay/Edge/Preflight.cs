using System.Buffers;
using System.Text.Json;
using ActorRelay.Streams;

namespace ActorRelay.Edge;

/// <summary>
/// Recognises the upload with which Logpush validates a destination: an object with only <c>content</c> (<c>test</c> or
/// <c>tests</c>) and perhaps <c>filename</c>, or bare <c>test</c> or <c>tests</c>; gzip or plain; white space around
/// it.
/// </summary>
internal static class Preflight
{
    /// <summary>The largest body that can be one, in bytes, as received and once inflated.</summary>
    public const int MaxLength = 1024;

    public static bool Is(in ReadOnlySequence<byte> body)
    {
        if (body.Length is 0 or > MaxLength)
        {
            return false;
        }

        Span<byte> received = stackalloc byte[(int)body.Length];
        body.CopyTo(received);
        if (!GzipSeal.IsGzip(body))
        {
            return IsContent(received);
        }

        Span<byte> inflated = stackalloc byte[MaxLength + 1];
        var length = BodyHead.Inflate(received.ToArray(), received.Length, inflated, out var isSound);
        return isSound && length <= MaxLength && IsContent(inflated[..length]);
    }

    private static bool IsContent(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        return IsTest(trimmed) || (!trimmed.IsEmpty && trimmed[0] == '{' && IsTestObject(trimmed));
    }

    private static bool IsTest(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("test"u8) || text.SequenceEqual("tests"u8);

    private static bool IsTestObject(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var hasContent = false;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isContent = reader.ValueTextEquals("content"u8);
                if (!isContent && !reader.ValueTextEquals("filename"u8))
                {
                    return false;
                }

                reader.Read();
                var isTest = reader.TokenType == JsonTokenType.String
                    && (!isContent || reader.ValueTextEquals("test"u8) || reader.ValueTextEquals("tests"u8));
                if (!isTest)
                {
                    return false;
                }

                hasContent |= isContent;
            }

            return !reader.Read() && hasContent;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON; or a lone surrogate in what was compared, which a record may hold and a pre-flight does not.
            return false;
        }
    }
}

using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorRelay.Edge;

/// <summary>
/// Where a request ends must be the same to whatever stands in front of the relay, or one request could be smuggled in
/// another. Kestrel takes some heads that RFC 9112 section 6 calls errors; these are refused, and their connection closed.
/// </summary>
internal static class RequestFraming
{
    private const string ContentLength = "Content-Length";

    /// <summary>
    /// Where Kestrel puts the Content-Length of a request that has Transfer-Encoding too; it fails where one was sent.
    /// </summary>
    private const string OverriddenLength = "X-Content-Length";

    private const string Chunked = "chunked";

    /// <summary>
    /// What Kestrel must refuse itself, it refuses because it cannot read it: it takes <c>+8</c> for 8, and through
    /// <see cref="Digits"/> sees a letter.
    /// </summary>
    public static void Guard(KestrelServerOptions kestrel) => kestrel.RequestHeaderEncodingSelector = static name =>
        name.Equals(ContentLength, StringComparison.OrdinalIgnoreCase) ? Digits.Alone
        : name.Equals(OverriddenLength, StringComparison.OrdinalIgnoreCase) ? Digits.Unreadable
        : null;

    /// <returns>What is wrong with its framing; null for nothing.</returns>
    public static string? Complaint(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Transfer-Encoding", out var encodings))
        {
            return null;
        }

        if (request.Headers.ContentLength is not null || request.Headers.ContainsKey(OverriddenLength))
        {
            return "Content-Length and Transfer-Encoding do not go together";
        }

        if (HttpProtocol.IsHttp10(request.Protocol))
        {
            return "HTTP/1.0 has no Transfer-Encoding";
        }

        // Kestrel has seen to it that the last one is chunked.
        return encodings.Count == 1 && encodings.ToString().Split(',').Count(IsChunked) == 1
            ? null
            : "Transfer-Encoding must be there once, and end in one chunked";
    }

    private static bool IsChunked(string coding) => coding.Trim().Equals(Chunked, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// ASCII in which there are only digits: everything else becomes <c>x</c>. Or in which nothing can be read at all.
    /// </summary>
    private sealed class Digits(bool canBeRead) : Encoding
    {
        public static Digits Alone { get; } = new(canBeRead: true);

        public static Digits Unreadable { get; } = new(canBeRead: false);

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) =>
            canBeRead ? count : throw new DecoderFallbackException("This header is not for clients.");

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (var i = 0; i < byteCount; i++)
            {
                var one = (char)bytes[byteIndex + i];
                chars[charIndex + i] = char.IsAsciiDigit(one) ? one : 'x';
            }

            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}

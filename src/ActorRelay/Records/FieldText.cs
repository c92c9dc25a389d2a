namespace ActorRelay.Records;

/// <summary>What the value of a field says, as text: for headers, and to compare with.</summary>
internal static unsafe class FieldText
{
    /// <summary>The most bytes one JSON escape gives, as UTF-8.</summary>
    private const int LongestEscape = 4;

    private const int Replacement = 0xFFFD;

    /// <summary>
    /// The text of a string, a number, <c>true</c> or <c>false</c>. Of <c>null</c>, an array or an object: nothing.
    /// </summary>
    /// <param name="json">The value as it stands on a line that <see cref="RecordScanner"/> has accepted.</param>
    /// <param name="buffer">
    /// Holds the text if it must be decoded; of what is longer, the beginning. A surrogate that stands alone gives U+FFFD.
    /// </param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, Span<byte> buffer)
    {
        if (json.IsEmpty || json[0] is (byte)'{' or (byte)'[' or (byte)'n')
        {
            return default;
        }

        if (json[0] != '"')
        {
            return json;
        }

        return OfContent(json[1..^1], buffer);
    }

    /// <summary>The same of a string's content, or a key's, without its quotes.</summary>
    public static ReadOnlySpan<byte> OfContent(ReadOnlySpan<byte> content, Span<byte> buffer) =>
        content.Contains((byte)'\\') ? Decode(content, buffer) : content;

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> content, Span<byte> buffer)
    {
        // The quote behind the content is no hex digit and no backslash, so reading an escape ends there at the latest.
        fixed (byte* source = content, target = buffer)
        {
            var p = source;
            var d = target;
            while (p < source + content.Length && d + LongestEscape <= target + buffer.Length)
            {
                if (*p != '\\')
                {
                    *d++ = *p++;
                    continue;
                }

                var value = JsonEscape.Read(p, out var length);
                d = JsonEscape.WriteUtf8(value is >= 0xD800 and <= 0xDFFF ? Replacement : value, d);
                p += length;
            }

            return buffer[..(int)(d - target)];
        }
    }
}

namespace ActorRelay.Records.Shaping;

/// <summary>
/// What a value says: of a string its characters, of anything else its JSON as sent. Keeps a buffer, which grows to the
/// longest string with escapes in it; one thread at a time.
/// </summary>
internal sealed unsafe class ValueText
{
    private byte[] _buffer = [];

    /// <param name="json">A value that was found valid.</param>
    /// <returns>UTF-8, in which a surrogate that stands alone takes three bytes like any other; good until the next call.</returns>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json)
    {
        if (json[0] != '"')
        {
            return json;
        }

        return OfContent(json[1..^1]);
    }

    /// <summary>The same of a string's content, or a key's, without its quotes.</summary>
    public ReadOnlySpan<byte> OfContent(ReadOnlySpan<byte> text)
    {
        var escape = text.IndexOf((byte)'\\');
        return escape < 0 ? text : Decode(text, escape);
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text, int escape)
    {
        if (_buffer.Length < text.Length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(text.Length, 2 * _buffer.Length));
        }

        // No escape is shorter than what it stands for, so the buffer holds it all.
        fixed (byte* source = text, target = _buffer)
        {
            Buffer.MemoryCopy(source, target, escape, escape);
            var d = target + escape;
            for (var p = source + escape; p < source + text.Length;)
            {
                if (*p != '\\')
                {
                    *d++ = *p++;
                    continue;
                }

                d = JsonEscape.WriteUtf8(JsonEscape.Read(p, out var length), d);
                p += length;
            }

            return _buffer.AsSpan(0, (int)(d - target));
        }
    }
}

namespace ActorRelay.Syslog;

/// <summary>Where messages begin in a piece of a Receiver's stream that holds whole ones (RFC 6587 section 3.4).</summary>
internal static class FramedMessages
{
    /// <summary>
    /// Where the message begins that the byte at <paramref name="offset"/> belongs to; the whole length when that is
    /// where the content ends.
    /// </summary>
    /// <param name="framing">How messages are told apart.</param>
    /// <param name="content">Whole messages, as the relay has framed them.</param>
    /// <param name="offset">From 0 to the length of the content.</param>
    public static int StartAt(Framing framing, ReadOnlySpan<byte> content, int offset)
    {
        if (framing == Framing.Newline)
        {
            return content[..offset].LastIndexOf((byte)'\n') + 1;
        }

        var start = 0;
        while (start < offset && start + LengthOfFirst(content[start..]) is var next && next <= offset)
        {
            start = next;
        }

        return start;
    }

    /// <summary>How many messages there are.</summary>
    /// <param name="framing">How messages are told apart.</param>
    /// <param name="content">Whole messages, as the relay has framed them.</param>
    public static int Count(Framing framing, ReadOnlySpan<byte> content)
    {
        if (framing == Framing.Newline)
        {
            return content.Count((byte)'\n');
        }

        var count = 0;
        for (; !content.IsEmpty; count++)
        {
            content = content[LengthOfFirst(content)..];
        }

        return count;
    }

    /// <summary>The first message, with its framing.</summary>
    /// <param name="content">Whole messages, one at least.</param>
    public static ReadOnlySpan<byte> First(Framing framing, ReadOnlySpan<byte> content) =>
        content[..(framing == Framing.Newline ? content.IndexOf((byte)'\n') + 1 : LengthOfFirst(content))];

    /// <summary>One message without its framing.</summary>
    /// <param name="message">As <see cref="First"/> gives it.</param>
    public static ReadOnlySpan<byte> TextOf(Framing framing, ReadOnlySpan<byte> message) =>
        framing == Framing.Newline ? message[..^1] : message[(message.IndexOf((byte)' ') + 1)..];

    /// <summary>Of the count itself, the space and what is counted.</summary>
    private static int LengthOfFirst(ReadOnlySpan<byte> content)
    {
        var length = 0;
        for (var i = 0; ; i++)
        {
            if (content[i] == ' ')
            {
                return i + 1 + length;
            }

            length = checked(length * 10 + content[i] - '0');
        }
    }
}

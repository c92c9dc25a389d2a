using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Tells one syslog message from the next on a TCP stream (RFC 6587 section 3.4). Each message may be framed either
/// way: one that begins with a digit has an octet count, any other ends with a line feed.
/// </summary>
/// <remarks>
/// Pure, and independent of how the stream was cut into reads. It remembers how far it has looked for a line feed, so
/// a long line that comes in many pieces is looked at once.
/// </remarks>
internal sealed class FrameReader(int maxLength)
{
    /// <summary>Digits of the largest octet count that can be within <c>maxLength</c> (an int).</summary>
    private const int MaxCountDigits = 10;

    private long _searched;

    /// <summary>Takes the first message off <paramref name="buffer"/>; empty lines are skipped.</summary>
    /// <returns>False when there is no whole message yet.</returns>
    /// <exception cref="FramingException">A message longer than the limit, or a count that is none.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        while (!buffer.IsEmpty)
        {
            var isWhole = IsDigit(First(buffer))
                ? TryReadCounted(ref buffer, out message)
                : TryReadLine(ref buffer, out message);
            if (!isWhole)
            {
                return false;
            }

            if (!message.IsEmpty)
            {
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>The sender has closed the stream: takes what is left as a line that only lacks its line feed.</summary>
    /// <exception cref="FramingException">It is the beginning of an octet-counted message.</exception>
    public bool TryReadLast(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.IsEmpty)
        {
            return false;
        }

        if (IsDigit(First(buffer)))
        {
            throw new FramingException("stream ended inside an octet-counted message");
        }

        message = WithoutLast(buffer, (byte)'\r');
        return !message.IsEmpty;
    }

    private bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        var unsearched = buffer.Slice(_searched);
        if (unsearched.PositionOf((byte)'\n') is not { } lineFeed)
        {
            _searched = buffer.Length;
            CheckLength(_searched);
            message = default;
            return false;
        }

        message = WithoutLast(buffer.Slice(0, lineFeed), (byte)'\r');
        CheckLength(message.Length);
        buffer = buffer.Slice(buffer.GetPosition(1, lineFeed));
        _searched = 0;
        return true;
    }

    private bool TryReadCounted(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        var reader = new SequenceReader<byte>(buffer);
        long count = 0;
        byte next;
        while (true)
        {
            if (!reader.TryRead(out next))
            {
                return false;
            }

            if (!IsDigit(next) || reader.Consumed > MaxCountDigits)
            {
                break;
            }

            count = (count * 10) + (next - '0');
        }

        if (next != ' ' || First(buffer) == '0')
        {
            throw new FramingException("message begins with a digit and has no octet count (RFC 6587 section 3.4.1)");
        }

        CheckLength(count);
        if (reader.Remaining < count)
        {
            return false;
        }

        // Some senders count a line feed in that they had from the other framing.
        var counted = buffer.Slice(reader.Position, count);
        message = WithoutLast(counted, (byte)'\n');
        buffer = buffer.Slice(counted.End);
        return true;
    }

    private void CheckLength(long length)
    {
        if (length > maxLength)
        {
            throw new FramingException($"message of {length} bytes or more, the limit is {maxLength}");
        }
    }

    private static ReadOnlySequence<byte> WithoutLast(ReadOnlySequence<byte> text, byte value)
    {
        if (text.IsEmpty)
        {
            return text;
        }

        var length = text.Length - 1;
        return First(text.Slice(length)) == value ? text.Slice(0, length) : text;
    }

    /// <summary>The first byte. Not <c>FirstSpan[0]</c>: a slice may begin with an empty span.</summary>
    private static byte First(ReadOnlySequence<byte> text) =>
        new SequenceReader<byte>(text).TryPeek(out var first) ? first : default;

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
}

using System.Buffers.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// What goes before a payload: the header, and under octet counting the length. Both need what is known only once the
/// payload is written (the event time, the length), so the payload goes first, behind a gap as long as the last prefix
/// was, and moves in the rare case that this one is longer or shorter.
/// </summary>
internal sealed unsafe class MessagePrefix
{
    /// <summary>The digits of the largest int, and a space.</summary>
    private const int CountLimit = 11;

    private readonly HeaderWriter _header;
    private readonly bool _isCounted;

    public MessagePrefix(OutputFormat format, LineContext context, WantedFields wanted)
    {
        _header = new HeaderWriter(format, context, wanted);
        _isCounted = format.Framing == Framing.OctetCounting;
        Limit = _header.Limit + (_isCounted ? CountLimit : 0);
        Guess = _header.Length + (_isCounted ? "1234 ".Length : 0);
    }

    /// <summary>The longest that one can be, in bytes.</summary>
    public int Limit { get; }

    /// <summary>The gap to leave before the payload, in bytes; at most <see cref="Limit"/>.</summary>
    public int Guess { get; private set; }

    /// <summary>What to set before a message is completed.</summary>
    public HeaderWriter Header => _header;

    /// <summary>Completes the message whose payload stands behind <see cref="Guess"/> bytes of gap.</summary>
    /// <param name="target">Where the message begins; there is room for the longest prefix, the payload and a line feed.</param>
    /// <param name="payloadLength">If it is 0, the message is the header without the space that would end it.</param>
    /// <returns>The length of the message with its framing.</returns>
    public int Finish(byte* target, int payloadLength)
    {
        var headerLength = payloadLength == 0 ? _header.Length - 1 : _header.Length;
        Span<byte> count = stackalloc byte[CountLimit];
        var countLength = 0;
        if (_isCounted)
        {
            Utf8Formatter.TryFormat(headerLength + payloadLength, count, out countLength);
            count[countLength++] = (byte)' ';
        }

        var length = countLength + headerLength;
        if (length != Guess)
        {
            Buffer.MemoryCopy(target + Guess, target + length, payloadLength, payloadLength);
            Guess = length;
        }

        count[..countLength].CopyTo(new Span<byte>(target, countLength));
        _header.Bytes[..headerLength].CopyTo(new Span<byte>(target + countLength, headerLength));
        length += payloadLength;
        if (!_isCounted)
        {
            target[length++] = (byte)'\n';
        }

        return length;
    }
}

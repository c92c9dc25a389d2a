using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>Writes a message as exactly one line, whatever its sender has put into it.</summary>
internal static class MessageLine
{
    /// <summary>
    /// Writes the message's bytes as they are, and a line feed. A line feed inside, which octet counting lets through,
    /// becomes <c>#012</c>, as rsyslog writes it.
    /// </summary>
    public static void Write(Stream destination, ReadOnlySequence<byte> message)
    {
        foreach (var piece in message)
        {
            var rest = piece.Span;
            for (var at = rest.IndexOf((byte)'\n'); at >= 0; at = rest.IndexOf((byte)'\n'))
            {
                destination.Write(rest[..at]);
                destination.Write("#012"u8);
                rest = rest[(at + 1)..];
            }

            destination.Write(rest);
        }

        destination.WriteByte((byte)'\n');
    }
}

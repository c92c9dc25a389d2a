using System.Buffers;
using System.Buffers.Text;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Reads HOSTNAME from a message's header, RFC 5424 or RFC 3164 (also with the RFC 3339 timestamp that many senders put
/// there), as a name that is safe for a file: <c>[A-Za-z0-9_.-]{1,64}</c>, not beginning with a dot.
/// </summary>
internal static class SenderName
{
    /// <summary>What a message without a readable HOSTNAME is filed under.</summary>
    public const string Unknown = "unknown";

    public const int MaxLength = 64;

    /// <summary>PRI, VERSION, the longest TIMESTAMP and as much of HOSTNAME as a file name takes.</summary>
    private const int HeaderBytes = 128;

    /// <summary><c>Mmm dd hh:mm:ss </c></summary>
    private const int Rfc3164TimestampLength = 16;

    /// <summary>Writes the name to <paramref name="name"/>, which must hold <see cref="MaxLength"/>.</summary>
    /// <returns>Characters written; never 0.</returns>
    public static int Read(ReadOnlySequence<byte> message, Span<char> name)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var start = message.Length > HeaderBytes ? message.Slice(0, HeaderBytes) : message;
        start.CopyTo(header);
        var length = Sanitise(HostnameIn(header[..(int)start.Length]), name);
        if (length > 0)
        {
            return length;
        }

        Unknown.CopyTo(name);
        return Unknown.Length;
    }

    private static ReadOnlySpan<byte> HostnameIn(ReadOnlySpan<byte> header)
    {
        var rest = AfterPriority(header);
        if (rest.StartsWith("1 "u8))
        {
            rest = AfterWord(rest[2..]);
        }
        else if (!rest.IsEmpty && rest[0] is >= (byte)'0' and <= (byte)'9')
        {
            rest = AfterWord(rest);
        }
        else if (BeginsWithRfc3164Timestamp(rest))
        {
            rest = rest[Rfc3164TimestampLength..];
        }
        else
        {
            return default;
        }

        var end = rest.IndexOf((byte)' ');
        var hostname = end < 0 ? rest : rest[..end];
        return hostname.SequenceEqual("-"u8) ? default : hostname;
    }

    private static ReadOnlySpan<byte> AfterPriority(ReadOnlySpan<byte> header)
    {
        if (header.IsEmpty || header[0] != '<')
        {
            return default;
        }

        if (!Utf8Parser.TryParse(header[1..], out byte priority, out var digits) || priority > 191 || digits > 3)
        {
            return default;
        }

        var end = digits + 1;
        return end < header.Length && header[end] == '>' ? header[(end + 1)..] : default;
    }

    private static bool BeginsWithRfc3164Timestamp(ReadOnlySpan<byte> text) =>
        text.Length > Rfc3164TimestampLength && text[3] == ' ' && text[9] == ':' && text[12] == ':' && text[15] == ' ';

    private static ReadOnlySpan<byte> AfterWord(ReadOnlySpan<byte> text)
    {
        var space = text.IndexOf((byte)' ');
        return space < 0 ? default : text[(space + 1)..];
    }

    private static int Sanitise(ReadOnlySpan<byte> hostname, Span<char> name)
    {
        var length = Math.Min(hostname.Length, MaxLength);
        for (var i = 0; i < length; i++)
        {
            var c = (char)hostname[i];
            var isSafe = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (c == '.' && i > 0);
            name[i] = isSafe ? c : '_';
        }

        return length;
    }
}

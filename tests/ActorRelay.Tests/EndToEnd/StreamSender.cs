using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Sends messages to a receiver without the relay: what the receivers themselves are tested with.</summary>
internal static class StreamSender
{
    /// <summary>
    /// Messages that a receiver could change, cut or split. None ends in CR, which syslog-ng takes for part of a line's
    /// end, none begins with a digit, which rsyslog takes for a count, and none has a line feed or a NUL.
    /// </summary>
    public static readonly IReadOnlyList<byte[]> Nasty =
    [
        .. new[]
        {
            "<34>Nov  3 09:05:07 gateway_http DeviceName=\"たろうのPC\" URL=\"https://a.example/?b=1&c=2\"",
            "<34>Nov  3 09:05:07 host tag: \u0001\u0008\t\u000b\u000c\u001b[31m\u007f\u0085\u009f\u2028\u2029\ufeff end",
            "<34>1 2026-11-03T09:05:07.000000+09:00 host app - - [id a=\"\\\"\\]\\\\\"] \r in the middle",
            "<34>{\"a\":[1,{\"b\":\"\\u0000\\n\"}]}",
            "%msg% %% $MSG ${MSG} $(echo x) \\n \\ #012 #101 {0}",
            "no priority, and blanks at the end  \t ",
            "  blanks at the start",
            "<999>priority out of range",
            "😀 \ud83d\ude00 é e\u0301 \u202e",
            "<34>" + new string('x', 200_000),
            "<34>" + new string('界', 1_400_000) + " end",
        }.Select(Encoding.UTF8.GetBytes),
        [.. "<34>not UTF-8: "u8, 0x80, 0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80, .. " end"u8],
    ];

    /// <summary>Sends them over one connection, as fast as they are taken, and closes it.</summary>
    public static async Task SendAsync(int port, Framing framing, IEnumerable<byte[]> messages)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new BufferedStream(client.GetStream(), 1 << 16);
        foreach (var message in messages)
        {
            if (framing == Framing.OctetCounting)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{message.Length} "));
                await stream.WriteAsync(message);
            }
            else
            {
                await stream.WriteAsync(message);
                stream.WriteByte((byte)'\n');
            }
        }
    }
}

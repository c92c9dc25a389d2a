using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorRelay.Tests.Judge;

/// <summary>What Linux knows of a connection (<c>struct tcp_info</c> of linux/tcp.h).</summary>
internal static class TcpInfo
{
    private const int Protocol = 6;
    private const int Option = 11;
    private const int BytesAcked = 120;
    private const int CloseWait = 8;

    /// <summary>Bytes of this end's stream that the other end's kernel has acknowledged.</summary>
    public static long Acknowledged(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        Read(socket, info);
        return BinaryPrimitives.ReadInt64LittleEndian(info[BytesAcked..]) - 1;
    }

    /// <summary>Its FIN has come, and no reset; this end has not closed yet.</summary>
    public static bool IsClosedByPeer(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        Read(socket, info);
        return info[0] == CloseWait;
    }

    private static void Read(Socket socket, Span<byte> info) => socket.GetRawSocketOption(Protocol, Option, info);
}

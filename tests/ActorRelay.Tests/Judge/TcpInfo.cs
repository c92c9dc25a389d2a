using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorRelay.Tests.Judge;

/// <summary>What Linux knows of a connection (<c>struct tcp_info</c> of linux/tcp.h).</summary>
internal static class TcpInfo
{
    private const int Protocol = 6;
    private const int Option = 11;
    private const int BytesAcked = 120;
    private const int BytesReceived = 128;
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

    /// <summary>
    /// Of a peer that sends nothing: its FIN has come, which the kernel counts as a byte. A read that ends tells less: it
    /// also does after a reset that was met by a send of which a part had gone, for that counts as done.
    /// </summary>
    public static bool HasFin(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        Read(socket, info);
        return BinaryPrimitives.ReadInt64LittleEndian(info[BytesReceived..]) > 0;
    }

    private static void Read(Socket socket, Span<byte> info) => socket.GetRawSocketOption(Protocol, Option, info);
}

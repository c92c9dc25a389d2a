using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorRelay.Delivery;

/// <summary>
/// What the kernel knows of one connection: <c>TCP_INFO</c> on Linux (4.1 and later; less than a microsecond a look, also
/// after a reset), <c>SIO_TCP_INFO</c> on Windows (10 1703 and later, by its documentation: it has not been run there).
/// </summary>
/// <param name="Acknowledged">Bytes of content that the peer's kernel has acknowledged; after a FIN one more.</param>
/// <param name="IsOver">The connection is reset, or closed on both sides.</param>
/// <param name="Received">Bytes that the peer has sent; after its FIN one more. Null where the system does not say.</param>
internal readonly record struct TcpInfo(long Acknowledged, bool IsOver, long? Received = null)
{
    private const int ProtocolTcp = 6;
    private const int LinuxOption = 11;
    private const int LinuxLength = 136;
    private const int LinuxClosed = 7;
    private const int WindowsControl = unchecked((int)0xD8000027);
    private const int WindowsLength = 88;

    public static bool IsKnown => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>What the kernel says now; null where the system does not say.</summary>
    public static TcpInfo? Read(Socket socket)
    {
        try
        {
            return OperatingSystem.IsLinux() ? ReadLinux(socket) : OperatingSystem.IsWindows() ? ReadWindows(socket) : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static TcpInfo? ReadLinux(Socket socket)
    {
        Span<byte> info = stackalloc byte[LinuxLength];
        if (socket.GetRawSocketOption(ProtocolTcp, LinuxOption, info) < LinuxLength)
        {
            return null;
        }

        // tcpi_bytes_acked, which counts the SYN, tcpi_state, and tcpi_bytes_received, which does not.
        return new TcpInfo(
            BinaryPrimitives.ReadInt64LittleEndian(info[120..]) - 1,
            info[0] == LinuxClosed,
            BinaryPrimitives.ReadInt64LittleEndian(info[128..]));
    }

    private static TcpInfo? ReadWindows(Socket socket)
    {
        var info = new byte[WindowsLength];
        if (socket.IOControl(WindowsControl, new byte[sizeof(int)], info) < WindowsLength)
        {
            return null;
        }

        // TCP_INFO_v0. Whether BytesOut counts bytes as often as they were sent is not said: rather too few than too many.
        var inFlight = BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(28));
        var sent = BinaryPrimitives.ReadInt64LittleEndian(info.AsSpan(48));
        var sentAgain = BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(68));
        return new TcpInfo(Math.Max(0, sent - sentAgain - inFlight), BinaryPrimitives.ReadInt32LittleEndian(info) == 0);
    }
}

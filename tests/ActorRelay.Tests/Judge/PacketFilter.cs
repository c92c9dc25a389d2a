using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// Makes the kernel drop, and so not acknowledge, whatever comes for a socket (SO_ATTACH_FILTER with a program that
/// keeps nothing). On a listener that drops attempts to connect. It makes a black hole without a network of its own, and
/// holds the count of unread bytes still while it is read.
/// </summary>
internal static unsafe class PacketFilter
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const int DetachFilter = 27;
    private const ushort Return = 0x06;

    public static void Attach(Socket socket)
    {
        var dropAll = new Instruction { Code = Return, Value = 0 };
        var program = new Program { Length = 1, Instructions = &dropAll };
        socket.SetRawSocketOption(SocketLevel, AttachFilter, new ReadOnlySpan<byte>(&program, sizeof(Program)));
    }

    public static void Detach(Socket socket) => socket.SetRawSocketOption(SocketLevel, DetachFilter, stackalloc byte[sizeof(int)]);

    /// <summary><c>struct sock_filter</c> of linux/filter.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public ushort Code;
        public byte JumpTrue;
        public byte JumpFalse;
        public uint Value;
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}

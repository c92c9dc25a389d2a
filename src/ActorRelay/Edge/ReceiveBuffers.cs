using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace ActorRelay.Edge;

/// <summary>
/// The buffers Kestrel reads posts into. Its own have 4 KiB: a body of 200 KiB is then a hundred system calls, and the
/// reader is woken for each piece. A connection has one only while there is something to read or to write.
/// </summary>
internal sealed class ReceiveBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>Bytes in each, at least.</summary>
    public const int Size = 32 * 1024;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    /// <summary>All listeners share this one.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, Size));

    /// <summary>It owns nothing: buffers are the shared pool's.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}

using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// One byte stream to a Receiver, and what a <see cref="ConnectionActor"/> needs of it. One connect, then at most one
/// send and one receive at a time. A failed operation throws from its task.
/// <para>
/// Dispose ends every pending operation, with a failure; when it has returned, nothing goes out any more from memory
/// given to <see cref="SendAsync"/>.
/// </para>
/// </summary>
internal interface IReceiverSocket : IDisposable
{
    Task ConnectAsync(CancellationToken cancellation);

    /// <summary>Sends at least one byte of a content that has one; returns how many.</summary>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> content);

    /// <summary>
    /// Returns how many bytes came; 0 when the peer has closed. After a reset it throws, where the system tells the two
    /// apart (Linux) also when a send has met the reset first.
    /// </summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Half-close: what was sent still arrives, and then the peer is told that no more comes.</summary>
    void ShutdownSend();

    /// <summary>
    /// Dispose, and what the kernel has not sent yet is thrown away: it will come another way, and should not come twice.
    /// </summary>
    void Abort();

    /// <summary>What is acknowledged, from the connect until Dispose; null where the system does not say.</summary>
    TcpInfo? Info { get; }
}

/// <summary>Makes a socket for one attempt to connect; it does no I/O yet.</summary>
internal delegate IReceiverSocket ReceiverSocketFactory(ReceiverAddress address, ReceiverSettings settings);

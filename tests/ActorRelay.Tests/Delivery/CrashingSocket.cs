using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

/// <summary>Takes 150 bytes of the first send, and then breaks its promise not to throw.</summary>
internal sealed class CrashingSocket(Arrivals.Connection arrivals) : IReceiverSocket
{
    private readonly TaskCompletionSource<int> _receive = new();
    private bool _sent;

    public TcpInfo? Info => null;

    public Task ConnectAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> content)
    {
        if (_sent)
        {
            throw new InvalidOperationException("A fault of the relay's own.");
        }

        _sent = true;
        arrivals.Add(content.Span[..150]);
        return ValueTask.FromResult(150);
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => new(_receive.Task);

    public void ShutdownSend()
    {
    }

    public void Abort() => Dispose();

    public void Dispose() => _receive.TrySetCanceled();
}

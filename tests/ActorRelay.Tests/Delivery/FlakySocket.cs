using System.Net.Sockets;
using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// A socket whose faults are drawn by chance: it refuses, sends in part, completes at once or later, and fails after so
/// many bytes. What it has taken has arrived.
/// </summary>
internal sealed class FlakySocket(Random random, Arrivals.Connection arrivals) : IReceiverSocket
{
    private readonly TaskCompletionSource<int> _receive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _refuses = random.Next(4) == 0;
    private readonly bool _closesWhenFull = random.Next(2) == 0;
    private long _life = random.Next(1, 60_000);

    public TcpInfo? Info => null;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        if (_refuses)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }

    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> content)
    {
        var later = random.Next(3) == 0;
        var taken = (int)Math.Min(_life, random.Next(1, content.Length + 1));
        if (later)
        {
            await Task.Yield();
        }

        if (taken == 0)
        {
            var failure = new SocketException((int)SocketError.ConnectionReset);
            if (_closesWhenFull)
            {
                _receive.TrySetResult(0);
            }
            else
            {
                _receive.TrySetException(failure);
            }

            throw failure;
        }

        _life -= taken;
        arrivals.Add(content.Span[..taken]);
        return taken;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => new(_receive.Task);

    public void ShutdownSend() => _receive.TrySetResult(0);

    public void Abort() => Dispose();

    public void Dispose() => _receive.TrySetCanceled();
}

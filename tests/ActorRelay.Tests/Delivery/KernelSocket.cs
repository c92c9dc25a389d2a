using System.Net.Sockets;
using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// A socket with the buffers of two kernels behind it, whose faults are drawn by chance. What it takes is acknowledged
/// some time later, and read later still: an application never leaves more than <paramref name="unread"/> bytes. A
/// reset takes with it what was not read; before a FIN everything acknowledged is.
/// </summary>
internal sealed class KernelSocket(Random random, Arrivals.Connection arrivals, int unread) : IReceiverSocket
{
    private const int InFlight = 3_000;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<int> _receive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _taken = new();
    private readonly bool _refuses = random.Next(5) == 0;
    private readonly bool _closesInGoodOrder = random.Next(3) == 0;

    // Each session is longer than what is sent again, so each makes progress.
    private readonly long _life = random.Next(4 * unread, 20 * unread);
    private long _acknowledged;
    private long _read;
    private bool _over;

    public TcpInfo? Info
    {
        get
        {
            lock (_lock)
            {
                Move();
                return new TcpInfo(_acknowledged, _over);
            }
        }
    }

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
        if (random.Next(3) == 0)
        {
            await Task.Yield();
        }

        lock (_lock)
        {
            var taken = (int)Math.Min(_life - _taken.Length, random.Next(1, content.Length + 1));
            if (taken <= 0)
            {
                End();
                throw new SocketException((int)(_closesInGoodOrder ? SocketError.Shutdown : SocketError.ConnectionReset));
            }

            _taken.Write(content.Span[..taken]);
            Move();
            if (_taken.Length == _life)
            {
                End();
            }

            return taken;
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => new(_receive.Task);

    public void ShutdownSend()
    {
        lock (_lock)
        {
            _acknowledged = _taken.Length;
            Read(_acknowledged);
            _receive.TrySetResult(0);
        }
    }

    public void Abort() => Dispose();

    public void Dispose() => _receive.TrySetCanceled();

    private void Move()
    {
        if (!_over)
        {
            _acknowledged = Math.Max(_acknowledged, _taken.Length - random.Next(2) * random.Next(InFlight));
            Read(_acknowledged - random.Next(unread));
        }
    }

    private void Read(long to)
    {
        if (to > _read)
        {
            arrivals.Add(_taken.GetBuffer().AsSpan((int)_read, (int)(to - _read)));
            _read = to;
        }
    }

    private void End()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (_closesInGoodOrder)
        {
            Read(_acknowledged);
            _receive.TrySetResult(0);
        }
        else
        {
            _receive.TrySetException(new SocketException((int)SocketError.ConnectionReset));
        }
    }
}

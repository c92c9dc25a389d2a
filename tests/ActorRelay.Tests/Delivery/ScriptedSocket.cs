using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// A socket that does what a test says: takes as many bytes as it is open for, then keeps the sender waiting; fails or
/// closes on demand. What it has taken has arrived, and is acknowledged unless the test does that by hand.
/// </summary>
internal sealed class ScriptedSocket(ReceiverAddress address, Arrivals.Connection arrivals) : IReceiverSocket
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _connect = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<int>? _send;
    private TaskCompletionSource<int>? _receive;
    private ReadOnlyMemory<byte> _pending;
    private Exception? _failure;
    private long _open;
    private bool _closed;

    public ReceiverAddress Address { get; } = address;

    /// <summary>Bytes taken.</summary>
    public long Taken { get; private set; }

    public bool HasPendingSend => _send is not null;

    public bool IsDisposed { get; private set; }

    public bool IsHalfClosed { get; private set; }

    /// <summary>What the peer does when it is told that no more comes.</summary>
    public Action? OnHalfClose { get; set; }

    /// <summary>Dispose leaves a pending send pending, as one that the system has not given back yet.</summary>
    public bool KeepsSendOnDispose { get; init; }

    public bool IsAborted { get; private set; }

    /// <summary>The system does not say what is acknowledged.</summary>
    public bool SaysNothing { get; init; }

    /// <summary>Bytes acknowledged; null for all that it has taken.</summary>
    public long? Acknowledged { get; set; }

    /// <summary>The peer has reset what it closed before.</summary>
    public bool IsOver { get; set; }

    public TcpInfo? Info => SaysNothing ? null : new TcpInfo(Acknowledged ?? Taken, IsOver);

    /// <summary>Lets the connect succeed.</summary>
    public ScriptedSocket Connect()
    {
        _connect.TrySetResult();
        return this;
    }

    public void Refuse() => _connect.TrySetException(new SocketException((int)SocketError.ConnectionRefused));

    /// <summary>Takes so many bytes more.</summary>
    public ScriptedSocket Open(long bytes = long.MaxValue / 4)
    {
        TaskCompletionSource<int>? send = null;
        var taken = 0;
        lock (_lock)
        {
            _open += bytes;
            if (_send is not null && _open > 0)
            {
                (send, _send) = (_send, null);
                taken = Take(_pending);
            }
        }

        send?.TrySetResult(taken);
        return this;
    }

    /// <summary>What is pending fails, and all that comes after.</summary>
    public void Fail()
    {
        FailWith(new SocketException((int)SocketError.ConnectionReset));
    }

    /// <summary>The send that is pending fails, and nothing else.</summary>
    public void FailSend(SocketError error)
    {
        TaskCompletionSource<int>? send;
        lock (_lock)
        {
            (send, _send) = (_send, null);
        }

        send?.TrySetException(new SocketException((int)error));
    }

    /// <summary>Gives back the send that <see cref="KeepsSendOnDispose"/> kept.</summary>
    public void GiveBackSend() => _send?.TrySetException(new SocketException((int)SocketError.OperationAborted));

    public void CloseByPeer()
    {
        lock (_lock)
        {
            _closed = true;
            _receive?.TrySetResult(0);
            _receive = null;
        }
    }

    /// <summary>The Receiver says something.</summary>
    public void Say(int bytes)
    {
        lock (_lock)
        {
            _receive?.TrySetResult(bytes);
            _receive = null;
        }
    }

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await using var cancelled = cancellation.Register(() => _connect.TrySetCanceled(cancellation));
        await _connect.Task;
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> content)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                return ValueTask.FromException<int>(_failure);
            }

            Assert.Null(_send);
            if (_open > 0)
            {
                return ValueTask.FromResult(Take(content));
            }

            _pending = content;
            _send = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<int>(_send.Task);
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                return ValueTask.FromException<int>(_failure);
            }

            if (_closed)
            {
                return ValueTask.FromResult(0);
            }

            Assert.Null(_receive);
            _receive = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<int>(_receive.Task);
        }
    }

    public void ShutdownSend()
    {
        IsHalfClosed = true;
        OnHalfClose?.Invoke();
    }

    public void Abort()
    {
        IsAborted = true;
        Dispose();
    }

    public void Dispose()
    {
        IsDisposed = true;
        FailWith(new SocketException((int)SocketError.OperationAborted));
    }

    private void FailWith(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            _receive?.TrySetException(_failure);
            _receive = null;
            if (!KeepsSendOnDispose)
            {
                _send?.TrySetException(_failure);
                _send = null;
            }
        }
    }

    private int Take(ReadOnlyMemory<byte> content)
    {
        var taken = (int)Math.Min(content.Length, _open);
        _open -= taken;
        Taken += taken;
        arrivals.Add(content.Span[..taken]);
        return taken;
    }
}

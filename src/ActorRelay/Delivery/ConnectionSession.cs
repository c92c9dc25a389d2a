using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// One connect of a connection: its socket, what is written into that, and what of it is acknowledged. Its actor is told
/// of each operation that ends, and says what follows from it.
/// </summary>
internal sealed class ConnectionSession : IDisposable
{
    /// <summary>How often progress is looked at within stall-timeout.</summary>
    public const int StallLooks = 4;

    /// <summary>
    /// Operations that complete at once follow each other so many times before other messages get a turn.
    /// </summary>
    private const int OperationsPerTurn = 16;

    /// <summary>How long a connection has nothing to carry before it is made anew.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(2);

    private readonly IReceiverSocket _socket;
    private readonly IActorRef _actor;
    private readonly PendingWrites _writes = new();
    private readonly AcknowledgementTimer _acknowledgements;
    private readonly Action _tellSendEnded;

    /// <summary>
    /// What a Receiver says is read so that its close is seen, and thrown away: plain syslog has no answers.
    /// </summary>
    private readonly byte[] _said = new byte[256];

    private ValueTaskAwaiter<int> _pendingSend;
    private ConnectionProtocol.Progress _told = new(0, 0);
    private bool _isSending;
    private long _movedBefore;
    private int _quietLooks;
    private long _idleBytes;
    private DateTimeOffset _idleSince;

    /// <param name="number">Which connect of this connection it is, from 1.</param>
    /// <param name="socket">It is connected, and the session's from now on.</param>
    public ConnectionSession(int number, IReceiverSocket socket, IActorRef actor, DateTimeOffset now)
    {
        Number = number;
        LiveSince = _idleSince = now;
        Acknowledges = socket.Info is not null;
        _socket = socket;
        _actor = actor;
        _tellSendEnded = () => actor.Tell(ResultOf(_pendingSend), actor);
        _acknowledgements = new AcknowledgementTimer(
            () => actor.Tell(LookForAcknowledgement.Instance, actor), TimeProvider.System);
    }

    public int Number { get; }

    public DateTimeOffset LiveSince { get; }

    /// <summary>The system says what is acknowledged; else a completed write counts as that.</summary>
    public bool Acknowledges { get; }

    /// <summary>A receive is pending, so the end of the Receiver's side will be heard.</summary>
    public bool IsReceiving { get; private set; }

    /// <summary>No operation is pending, so nothing reads a block's memory.</summary>
    public bool IsQuiet => !_isSending && !IsReceiving;

    public bool IsAllWritten => _writes.IsEmpty;

    public bool IsAllAcknowledged => Acknowledged >= _writes.Sent;

    /// <summary>Whether the connection is over in the kernel's eyes, or the peer has acknowledged all that was written.</summary>
    public bool HasNothingToHear => _socket.Info is { IsOver: true } || IsAllAcknowledged;

    private long Acknowledged => !Acknowledges ? _writes.Sent
        : _socket.Info is { } info ? _writes.Acknowledged(info.Acknowledged)
        : _told.Acknowledged;

    public void Add(ConnectionProtocol.Write write) => _writes.Add(write);

    /// <summary>Sends what there is, as far as the socket takes it at once.</summary>
    /// <returns>It would take more, but others get a turn first.</returns>
    public bool Send()
    {
        var sentBefore = _writes.Sent;
        for (var i = 0; i < OperationsPerTurn && !_isSending && !_writes.IsEmpty; i++)
        {
            SendRest();
        }

        if (_writes.Sent > sentBefore)
        {
            _acknowledgements.Restart();
        }

        return !_isSending && !_writes.IsEmpty;
    }

    public void OnSent(SendEnded ended)
    {
        _isSending = false;
        _writes.Advance(ended.Bytes);
    }

    public void Receive()
    {
        IsReceiving = true;
        _socket.ReceiveAsync(_said).AsTask().PipeTo(
            _actor, _actor, success: bytes => new ReceiveEnded(bytes, null), failure: e => new ReceiveEnded(0, e));
    }

    public void OnReceived() => IsReceiving = false;

    /// <summary>What has moved since this was last asked, or null; and another look comes while something is not acknowledged.</summary>
    public ConnectionProtocol.Progress? LookForProgress()
    {
        var (written, acknowledged) = (_writes.Written, Acknowledged);
        var hasMoved = written > _told.Written || acknowledged > _told.Acknowledged;
        if (hasMoved)
        {
            _told = new ConnectionProtocol.Progress(written, acknowledged);
        }

        if (acknowledged < _writes.Sent)
        {
            LookAgain();
        }

        return hasMoved ? _told : null;
    }

    public void LookAgain() => _acknowledgements.LookAgain(_isSending);

    /// <summary>
    /// Nothing has moved for all of stall-timeout though something should. A Receiver that reads slowly is not stalled: its
    /// kernel frees room in large steps, so for minutes no write may complete while bytes do move, as its acknowledgements
    /// show.
    /// </summary>
    public bool IsStalled()
    {
        var moved = _writes.Sent + Acknowledged;
        _quietLooks = moved == _movedBefore && (_isSending || !IsAllAcknowledged) ? _quietLooks + 1 : 0;
        _movedBefore = moved;
        return _quietLooks >= StallLooks;
    }

    /// <summary>It carried something, all of which is acknowledged, and has had nothing to carry since for a while.</summary>
    public bool IsIdle(DateTimeOffset now)
    {
        if (_writes.Sent != _idleBytes || !IsAllAcknowledged || !IsAllWritten)
        {
            (_idleBytes, _idleSince) = (_writes.Sent, now);
        }

        return _writes.Sent > 0 && now - _idleSince >= IdleAfter;
    }

    public void HalfClose() => _socket.ShutdownSend();

    /// <param name="orderly">What the kernel has not sent yet still goes out; else it will come another way.</param>
    public void Close(bool orderly)
    {
        _told = _told with { Acknowledged = Acknowledged };
        _acknowledgements.Dispose();
        if (orderly || !Acknowledges)
        {
            _socket.Dispose();
        }
        else
        {
            _socket.Abort();
        }
    }

    /// <summary>How it ended; true once it <see cref="IsQuiet"/>.</summary>
    public ConnectionProtocol.Ended End(string reason, bool orderly) =>
        new(reason, orderly, _writes.Begun, _told with { Written = _writes.Written });

    public void Dispose()
    {
        _acknowledgements.Dispose();
        _socket.Dispose();
    }

    private void SendRest()
    {
        var rest = _writes.Rest;
        if (rest.IsEmpty)
        {
            _writes.Finish();
            return;
        }

        _writes.Begin();
        var sending = _socket.SendAsync(rest);
        if (sending.IsCompletedSuccessfully)
        {
            _writes.Advance(sending.Result);
            return;
        }

        // PipeTo by hand: this happens once for almost every block, and would make three objects each time.
        _isSending = true;
        _pendingSend = sending.GetAwaiter();
        _pendingSend.UnsafeOnCompleted(_tellSendEnded);
    }

    private static SendEnded ResultOf(ValueTaskAwaiter<int> send)
    {
        try
        {
            return new SendEnded(send.GetResult(), null);
        }
        catch (Exception e)
        {
            return new SendEnded(0, e);
        }
    }

    /// <summary>Session to actor: the pending send is over.</summary>
    public sealed record SendEnded(int Bytes, Exception? Failure) : IDeadLetterSuppression;

    /// <summary>Session to actor: the pending receive is over; no bytes and no failure are the Receiver's close.</summary>
    public sealed record ReceiveEnded(int Bytes, Exception? Failure) : IDeadLetterSuppression;

    /// <summary>Session to actor: something may have been acknowledged meanwhile.</summary>
    public sealed record LookForAcknowledgement : IDeadLetterSuppression { public static LookForAcknowledgement Instance { get; } = new(); }
}

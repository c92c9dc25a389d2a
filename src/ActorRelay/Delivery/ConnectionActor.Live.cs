using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <content>Connected: it writes, and looks what of it is acknowledged.</content>
internal sealed partial class ConnectionActor
{
    private void GoLive()
    {
        _session++;
        _liveSince = Now;
        _writes = new PendingWrites();
        _told = Nothing;
        _stallWatch = new StallWatch(StallLooks);
        _troubleLogged = false;
        (_ageing, _renewing) = (false, false);
        (_idleBytes, _idleSince) = (0, Now);
        _acknowledges = Socket.Info is not null;
        _log.Info("Receiver {0}: connected to {1}", _settings.Name, _address);
        Context.Parent.Tell(new ConnectionProtocol.Live(_session, _acknowledges));
        Timers.StartPeriodicTimer(TimerKey.Stall, LookForStall.Instance, _settings.StallTimeout / StallLooks);
        if (_settings.MaxAge > TimeSpan.Zero)
        {
            // Not all at once, though they were all made at once.
            Timers.StartSingleTimer(TimerKey.Age, Aged.Instance, _settings.MaxAge * (0.9 + Random.Shared.NextDouble() / 5));
        }

        Become(Live);
        Receive();
    }

    private void Live(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Write write when write.Session == _session:
                _writes.Add(write);
                Send();
                break;
            case SendEnded ended:
                _sending = false;
                _writes.Advance(ended.Bytes);
                Sent(ended.Failure);
                break;
            case SendMore:
                Send();
                break;
            case LookForAcknowledgement:
                TellProgress();
                break;
            case ReceiveEnded ended:
                _receiving = false;
                Received(ended);
                break;
            case LookForStall:
                // A Receiver that reads slowly is not stalled. Its kernel frees room in large steps, so for minutes no
                // write may complete while bytes do move: the peer's acknowledgements show it.
                var acknowledged = Acknowledged();
                if (_stallWatch.IsStalled(_sending || acknowledged < _writes.Sent, _writes.Sent + acknowledged))
                {
                    End($"no progress for {_settings.StallTimeout.TotalSeconds:0.###} s", orderly: false);
                }
                else
                {
                    RenewWhenIdle(acknowledged);
                }

                break;
            case Aged:
                _ageing = true;
                Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
                CloseWhenDone();
                break;
            case ConnectionProtocol.Drain:
                _draining = true;
                Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
                CloseWhenDone();
                break;
            default:
                Other(message);
                break;
        }
    }

    /// <summary>
    /// Firewalls forget idle connections, and a reset then says nothing of what the Receiver has read. So one that carried
    /// something, and is idle, is closed in good order and made anew: its Receiver's FIN is the proof that it has read all,
    /// and the new connection has nothing that could have to be sent again.
    /// </summary>
    private void RenewWhenIdle(long acknowledged)
    {
        if (_writes.Sent != _idleBytes || acknowledged < _writes.Sent)
        {
            (_idleBytes, _idleSince) = (_writes.Sent, Now);
        }
        else if (_renews && _writes.Sent > 0 && Now - _idleSince >= RenewAfter)
        {
            (_ageing, _renewing) = (true, true);
            Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
            CloseWhenDone();
        }
    }

    private void Sent(Exception? failure)
    {
        if (failure is null)
        {
            Send();
        }
        else if (IsClosed(failure) && _receiving)
        {
            Settle();
        }
        else
        {
            End(failure.Message, orderly: false);
        }
    }

    private void Received(ReceiveEnded ended)
    {
        if (ended.Failure is not null)
        {
            End(ended.Failure.Message, orderly: false);
        }
        else if (ended.Bytes > 0)
        {
            Receive();
        }
        else
        {
            Settle();
        }
    }

    private void Send()
    {
        var sentBefore = _writes.Sent;
        for (var i = 0; i < OperationsPerTurn && !_sending && !_writes.IsEmpty; i++)
        {
            SendRest();
        }

        if (_writes.Sent > sentBefore)
        {
            _acknowledgements.Restart();
        }

        TellProgress();
        if (_writes.IsEmpty)
        {
            CloseWhenDone();
        }
        else if (!_sending)
        {
            Self.Tell(SendMore.Instance);
        }
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
        var sending = Socket.SendAsync(rest);
        if (sending.IsCompletedSuccessfully)
        {
            _writes.Advance(sending.Result);
        }
        else
        {
            _sending = true;
            TellWhenEnded(sending);
        }
    }

    /// <summary>PipeTo by hand: this happens once for almost every block, and would make three objects each time.</summary>
    private void TellWhenEnded(ValueTask<int> sending)
    {
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

    /// <summary>Says what has moved since it was last said, and looks again while something is not acknowledged.</summary>
    private void TellProgress()
    {
        var (written, acknowledged) = (_writes.Written, Acknowledged());
        if (written > _told.Written)
        {
            _backoff.Reset();
        }

        if (written > _told.Written || acknowledged > _told.Acknowledged)
        {
            _told = new ConnectionProtocol.Progress(written, acknowledged);
            Context.Parent.Tell(_told);
        }

        if (acknowledged < _writes.Sent)
        {
            _acknowledgements.LookAgain(_sending);
        }
    }

    private long Acknowledged() => !_acknowledges ? _writes.Sent
        : Socket.Info is { } info ? _writes.Acknowledged(info.Acknowledged)
        : _told.Acknowledged;

    private void Receive()
    {
        var receiving = Socket.ReceiveAsync(_said);
        _receiving = true;
        receiving.AsTask().PipeTo(
            Self, success: bytes => new ReceiveEnded(bytes, null), failure: e => new ReceiveEnded(0, e));
    }
}

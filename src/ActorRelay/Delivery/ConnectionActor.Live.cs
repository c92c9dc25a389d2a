using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <content>The states with an open socket.</content>
internal sealed partial class ConnectionActor
{
    private void GoLive()
    {
        _session++;
        _liveSince = Now;
        _writes = new PendingWrites();
        _stallWatch = new StallWatch(StallLooks);
        _troubleLogged = false;
        _log.Info("Connected to {0}", _address);
        Context.Parent.Tell(new ConnectionProtocol.Live(_session));
        Timers.StartPeriodicTimer(TimerKey.Stall, LookForStall.Instance, _settings.StallTimeout / StallLooks);
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
                Then(Send, ended.Failure);
                break;
            case SendMore:
                Send();
                break;
            case ReceiveEnded ended:
                _receiving = false;
                Then(() => Received(ended.Bytes), ended.Failure);
                break;
            case LookForStall:
                // A Receiver that reads slowly is not stalled. Its kernel frees room in large steps, so for minutes no
                // write may complete while bytes do move: the peer's acknowledgements show it.
                if (_stallWatch.IsStalled(_sending, _writes.Sent + Socket.AcknowledgedBytes))
                {
                    End($"no progress for {_settings.StallTimeout.TotalSeconds:0.###} s");
                }

                break;
            case ConnectionProtocol.Drain:
                _draining = true;
                CloseWhenDone();
                break;
            default:
                Other(message);
                break;
        }
    }

    private void Then(Action next, Exception? failure)
    {
        if (failure is null)
        {
            next();
        }
        else
        {
            End(failure.Message);
        }
    }

    private void Send()
    {
        for (var i = 0; i < OperationsPerTurn && !_sending; i++)
        {
            if (_writes.IsEmpty)
            {
                CloseWhenDone();
                return;
            }

            var rest = _writes.Rest;
            if (rest.IsEmpty)
            {
                _backoff.Reset();
                Context.Parent.Tell(new ConnectionProtocol.Written(_writes.Finish()));
                continue;
            }

            _writes.Begin();
            var sending = Socket.SendAsync(rest);
            if (sending.IsCompletedSuccessfully)
            {
                _writes.Advance(sending.Result);
                continue;
            }

            _sending = true;
            TellWhenEnded(sending);
        }

        if (!_sending)
        {
            Self.Tell(SendMore.Instance);
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

    private void Receive()
    {
        var receiving = Socket.ReceiveAsync(_said);
        _receiving = true;
        receiving.AsTask().PipeTo(
            Self, success: bytes => new ReceiveEnded(bytes, null), failure: e => new ReceiveEnded(0, e));
    }

    private void Received(int bytes)
    {
        if (bytes == 0)
        {
            End("closed by the Receiver");
        }
        else
        {
            Receive();
        }
    }

    private void End(string reason)
    {
        _reason = reason;
        Timers.Cancel(TimerKey.Stall);
        Socket.Dispose();
        Become(Ending);
        BackOffWhenQuiet();
    }

    /// <summary>What comes back from the socket here no longer counts; only that it has come back does.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case SendEnded:
                _sending = false;
                BackOffWhenQuiet();
                break;
            case ReceiveEnded:
                _receiving = false;
                BackOffWhenQuiet();
                break;
            default:
                Other(message);
                break;
        }
    }

    private void BackOffWhenQuiet()
    {
        if (_sending || _receiving)
        {
            return;
        }

        if (Now - _liveSince >= _settings.BackoffMax)
        {
            _backoff.Reset();
        }

        BackOff(_reason);
    }

    private void CloseWhenDone()
    {
        if (!_draining || !_writes.IsEmpty)
        {
            return;
        }

        Timers.Cancel(TimerKey.Stall);
        Timers.StartSingleTimer(TimerKey.Close, CloseWaited.Instance, CloseWait);
        Socket.ShutdownSend();
        Become(Closing);
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case ReceiveEnded { Bytes: > 0 }:
                Receive();
                break;
            case ReceiveEnded or CloseWaited:
                Context.Stop(Self);
                break;
            default:
                Other(message);
                break;
        }
    }
}

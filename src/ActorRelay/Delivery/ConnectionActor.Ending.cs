using System.Net.Sockets;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <content>Connected, but about to end.</content>
internal sealed partial class ConnectionActor
{
    /// <summary>
    /// The Receiver has closed its side. Nothing more is written; what was gets a moment to be acknowledged, for that much
    /// it has read.
    /// <para>
    /// Where the system does not say whether there was a FIN, a reset shows only once: in the operation that meets it
    /// first, here the send or the receive that is pending. The other one then sees a closed stream. So both are heard
    /// before it is an orderly end.
    /// </para>
    /// </summary>
    private void Settle()
    {
        Timers.Cancel(TimerKey.Stall);
        Timers.StartSingleTimer(TimerKey.Close, CloseWaited.Instance, CloseWait);
        Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
        Become(Settling);
        EndWhenSettled();
    }

    private void Settling(object message)
    {
        switch (message)
        {
            case LookForAcknowledgement:
                EndWhenSettled();
                break;
            case SendEnded { Failure: { } failure } when !IsClosed(failure):
                _sending = false;
                End(failure.Message, orderly: false);
                break;
            case SendEnded ended:
                _sending = false;
                _writes.Advance(ended.Bytes);
                EndWhenSettled();
                break;
            case ReceiveEnded ended:
                _receiving = false;
                SettledReceive(ended);
                break;
            case CloseWaited:
                End(ClosedByReceiver, orderly: !_receiving);
                break;
            default:
                Other(message);
                break;
        }
    }

    private void SettledReceive(ReceiveEnded ended)
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
            EndWhenSettled();
        }
    }

    private void EndWhenSettled()
    {
        var done = Socket.Info is { IsOver: true } || Acknowledged() >= _writes.Sent;
        if (done && !_sending && !_receiving)
        {
            End(ClosedByReceiver, orderly: true);
        }
        else
        {
            _acknowledgements.LookAgain(_sending);
        }
    }

    /// <summary>The failure of a send after the peer's FIN, which a reset has followed (EPIPE).</summary>
    private static bool IsClosed(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.Shutdown };

    private void CloseWhenDone()
    {
        if (!(_draining || _ageing) || !_writes.IsEmpty)
        {
            return;
        }

        Timers.Cancel(TimerKey.Stall);
        WaitForClose();
        Socket.ShutdownSend();
        Become(Closing);
    }

    private void WaitForClose() => Timers.StartSingleTimer(
        TimerKey.Close, CloseWaited.Instance, _draining || _renewing ? CloseWait : _settings.StallTimeout);

    /// <summary>Half-closed. The Receiver's own FIN is, under plain TCP, the only proof that it has read to the end.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case LookForAcknowledgement:
                var before = _told;
                TellProgress();
                if (_told != before)
                {
                    // It reads, only slowly: whatever went through another connection now would overtake it.
                    WaitForClose();
                }

                break;
            case ReceiveEnded { Bytes: > 0 }:
                Receive();
                break;
            case ReceiveEnded ended:
                _receiving = false;
                End(
                    ended.Failure?.Message ?? (_draining ? "drained" : _renewing ? "idle" : "max-age"),
                    orderly: ended.Failure is null);
                break;
            case CloseWaited:
                EndUnanswered();
                break;
            case ConnectionProtocol.Drain:
                _draining = true;
                WaitForClose();
                break;
            default:
                Other(message);
                break;
        }
    }

    /// <summary>
    /// The Receiver does not close its side. What an idle connection carried may be unread then; and a Receiver of that kind
    /// would get it again each time, so its connections stay from now on.
    /// </summary>
    private void EndUnanswered()
    {
        _renews &= !_renewing;
        End(
            "half-closed, but the Receiver does not close",
            orderly: _draining || (!_renewing && Acknowledged() >= _writes.Sent));
    }

    private void End(string reason, bool orderly)
    {
        _reason = reason;
        _orderly = orderly;
        _told = _told with { Acknowledged = Acknowledged() };
        Timers.Cancel(TimerKey.Stall);
        Timers.Cancel(TimerKey.Close);
        Timers.Cancel(TimerKey.Age);
        if (orderly || !_acknowledges)
        {
            Socket.Dispose();
        }
        else
        {
            Socket.Abort();
        }

        Become(Ending);
        BackOffWhenQuiet();
    }

    /// <summary>What comes back from the socket here no longer counts; only that it has come back does.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case SendEnded ended:
                _sending = false;
                _writes.Advance(ended.Bytes);
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

        _told = _told with { Written = _writes.Written };
        BackOff(_reason);
    }
}

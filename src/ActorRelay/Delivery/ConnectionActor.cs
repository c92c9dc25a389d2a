using System.Net.Sockets;
using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// One connection to a Receiver. It owns its socket and nothing else: the blocks it sends stay its parent's, so when it
/// ends, in whatever way, no block is lost with it.
/// <para>
/// An expected end (refused, reset, closed, stalled) is told to the parent, and after a pause it tries again. A crash is
/// the parent's to answer: <see cref="PostStop"/> has then disposed the socket before the parent hears of it, and
/// <see cref="IReceiverSocket"/> promises that nothing goes out from a block's memory after that.
/// </para>
/// </summary>
// Connecting -> Live       connected
//            -> BackingOff refused, or not within connect-timeout
// Live       -> Leaving    drained, of max-age, or idle: it takes no more blocks
// Leaving    -> Closing    all it had is written: half-closed, waits for the Receiver's FIN
// Live, Leaving -> Settling the Receiver has closed its side
//            -> Ending     reset by the Receiver, failed, or no progress for stall-timeout
// Settling   -> Ending     what was written is acknowledged, or reset, or a second has passed
// Closing    -> Ending     the Receiver's FIN or reset has come, or will not
// Ending     -> BackingOff the pending operations of the disposed socket have come back
// BackingOff -> Connecting after a pause that doubles until a block was written, or it was live for backoff-max
// any        -> stopped    when drained, once nothing is left to finish
internal sealed class ConnectionActor : UntypedActor, IWithTimers
{
    private const string ClosedByReceiver = "closed by the Receiver";

    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(1);

    private readonly ReceiverAddress _address;
    private readonly ReceiverSettings _settings;
    private readonly ReceiverSocketFactory _sockets;
    private readonly Backoff _backoff;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private CancellationTokenSource? _connecting;
    private IReceiverSocket? _socket;
    private ConnectionSession? _session;
    private int _sessions;
    private string _reason = "";
    private bool _orderly;
    private Leave _leave;

    /// <summary>Whether an idle connection is made anew: not where the Receiver does not close its side.</summary>
    private bool _renews = true;

    /// <summary>The first of a row of failures is news; the hundredth would only hide other lines.</summary>
    private bool _troubleLogged;

    public ConnectionActor(ReceiverAddress address, ReceiverSettings settings, ReceiverSocketFactory sockets)
    {
        _address = address;
        _settings = settings;
        _sockets = sockets;
        _backoff = new Backoff(settings.BackoffMin, settings.BackoffMax, Random.Shared);
    }

    /// <summary>Why it ends though nothing is wrong with it.</summary>
    private enum Leave
    {
        No,
        MaxAge,
        Idle,
        Drained,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ConnectionSession Session => _session ?? throw new InvalidOperationException("It was never connected.");

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(ReceiverAddress address, ReceiverSettings settings, ReceiverSocketFactory sockets) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(address, settings, sockets));

    protected override void PreStart() => Connect();

    protected override void PostStop()
    {
        _connecting?.Cancel();
        _session?.Dispose();
        _socket?.Dispose();
    }

    protected override void OnReceive(object message) => Connecting(message);

    private void Connect()
    {
        Context.Parent.Tell(ConnectionProtocol.Connecting.Instance);
        _connecting = new CancellationTokenSource();
        _socket = _sockets(_address, _settings);
        _socket.ConnectAsync(_connecting.Token)
            .PipeTo(Self, success: () => new ConnectEnded(null), failure: e => new ConnectEnded(e));
        StartTimer(ConnectTimedOut.Instance, _settings.ConnectTimeout);
        Become(Connecting);
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case ConnectEnded ended:
                Timers.Cancel(ConnectTimedOut.Instance);
                _connecting?.Dispose();
                _connecting = null;
                if (ended.Failure is null)
                {
                    GoLive();
                }
                else
                {
                    _socket!.Dispose();
                    BackOff(new ConnectionProtocol.Ended(
                        ended.Failure is OperationCanceledException
                            ? $"no connection within {_settings.ConnectTimeout.TotalSeconds:0.###} s"
                            : ended.Failure.Message,
                        Orderly: false,
                        Begun: 0,
                        new ConnectionProtocol.Progress(0, 0)));
                }

                break;
            case ConnectTimedOut:
                _connecting?.Cancel();
                break;
            case ConnectionProtocol.Drain:
                Context.Stop(Self);
                break;
            default:
                Other(message);
                break;
        }
    }

    private void GoLive()
    {
        _session = new ConnectionSession(++_sessions, _socket!, Self, Now);
        _troubleLogged = false;
        _log.Info("Receiver {0}: connected to {1}", _settings.Name, _address);
        Context.Parent.Tell(new ConnectionProtocol.Live(_session.Number, _session.Acknowledges));
        Timers.StartPeriodicTimer(
            LookForStall.Instance, LookForStall.Instance, _settings.StallTimeout / ConnectionSession.StallLooks);
        if (_settings.MaxAge > TimeSpan.Zero)
        {
            // Not all at once, though they were all made at once.
            StartTimer(Aged.Instance, _settings.MaxAge * (0.9 + Random.Shared.NextDouble() / 5));
        }

        Become(Live);
        _session.Receive();
    }

    private void Live(object message)
    {
        switch (message)
        {
            case LookForStall when _renews && Session.IsIdle(Now):
                // Firewalls forget idle connections, and a reset then says nothing of what the Receiver has read. So one
                // that carried something, and is idle, is closed in good order and made anew: its Receiver's FIN is the
                // proof that it has read all, and the new connection has nothing that could have to be sent again.
                StartToLeave(Leave.Idle);
                break;
            case Aged:
                StartToLeave(Leave.MaxAge);
                break;
            case ConnectionProtocol.Drain:
                StartToLeave(Leave.Drained);
                break;
            default:
                Leaving(message);
                break;
        }
    }

    private void StartToLeave(Leave why)
    {
        _leave = why;
        Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
        Become(Leaving);
        CloseWhenDone();
    }

    /// <summary>
    /// It writes what it has, and what its parent had sent before it heard that it leaves; all of that it does while it is
    /// live, too.
    /// </summary>
    private void Leaving(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Write write when write.Session == Session.Number:
                Session.Add(write);
                Send();
                break;
            case ConnectionSession.SendEnded ended:
                Session.OnSent(ended);
                if (ended.Failure is null)
                {
                    Send();
                }
                else if (IsClosed(ended.Failure) && Session.IsReceiving)
                {
                    Settle();
                }
                else
                {
                    End(ended.Failure.Message, orderly: false);
                }

                break;
            case SendMore:
                Send();
                break;
            case ConnectionSession.LookForAcknowledgement:
                TellProgress();
                break;
            case ConnectionSession.ReceiveEnded ended:
                OnReceived(ended, Settle);
                break;
            case LookForStall when Session.IsStalled():
                End($"no progress for {_settings.StallTimeout.TotalSeconds:0.###} s", orderly: false);
                break;
            default:
                Other(message);
                break;
        }
    }

    private void Send()
    {
        var goesOn = Session.Send();
        TellProgress();
        if (goesOn)
        {
            Self.Tell(SendMore.Instance);
        }
        else
        {
            CloseWhenDone();
        }
    }

    /// <returns>Something has moved since it was last told.</returns>
    private bool TellProgress()
    {
        if (Session.LookForProgress() is not { } progress)
        {
            return false;
        }

        if (progress.Written > 0)
        {
            _backoff.Reset();
        }

        Context.Parent.Tell(progress);
        return true;
    }

    /// <summary>What the Receiver says does not matter; that it has closed its side, or was lost, does.</summary>
    private void OnReceived(ConnectionSession.ReceiveEnded ended, Action onClose)
    {
        Session.OnReceived();
        if (ended.Failure is not null)
        {
            End(ended.Failure.Message, orderly: false);
        }
        else if (ended.Bytes > 0)
        {
            Session.Receive();
        }
        else
        {
            onClose();
        }
    }

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
        Timers.Cancel(LookForStall.Instance);
        StartTimer(CloseWaited.Instance, CloseWait);
        Context.Parent.Tell(ConnectionProtocol.Leaving.Instance);
        Become(Settling);
        EndWhenSettled();
    }

    private void Settling(object message)
    {
        switch (message)
        {
            case ConnectionSession.LookForAcknowledgement:
                EndWhenSettled();
                break;
            case ConnectionSession.SendEnded ended:
                Session.OnSent(ended);
                if (ended.Failure is { } failure && !IsClosed(failure))
                {
                    End(failure.Message, orderly: false);
                }
                else
                {
                    EndWhenSettled();
                }

                break;
            case ConnectionSession.ReceiveEnded ended:
                OnReceived(ended, EndWhenSettled);
                break;
            case CloseWaited:
                End(ClosedByReceiver, orderly: !Session.IsReceiving);
                break;
            default:
                Other(message);
                break;
        }
    }

    private void EndWhenSettled()
    {
        if (Session.HasNothingToHear && Session.IsQuiet)
        {
            End(ClosedByReceiver, orderly: true);
        }
        else
        {
            Session.LookAgain();
        }
    }

    /// <summary>The failure of a send after the peer's FIN, which a reset has followed (EPIPE).</summary>
    private static bool IsClosed(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.Shutdown };

    private void CloseWhenDone()
    {
        if (_leave is Leave.No || !Session.IsAllWritten)
        {
            return;
        }

        Timers.Cancel(LookForStall.Instance);
        WaitForClose();
        Session.HalfClose();
        Become(Closing);
    }

    private void WaitForClose() =>
        StartTimer(CloseWaited.Instance, _leave is Leave.MaxAge ? _settings.StallTimeout : CloseWait);

    /// <summary>Half-closed. The Receiver's own FIN is, under plain TCP, the only proof that it has read to the end.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case ConnectionSession.LookForAcknowledgement:
                if (TellProgress())
                {
                    // It reads, only slowly: whatever went through another connection now would overtake it.
                    WaitForClose();
                }

                break;
            case ConnectionSession.ReceiveEnded ended:
                OnReceived(ended, () => End(
                    _leave switch { Leave.Drained => "drained", Leave.Idle => "idle", _ => "max-age" }, orderly: true));
                break;
            case CloseWaited:
                // What an idle connection carried may be unread then; and a Receiver of that kind would get it again each
                // time, so its connections stay from now on.
                _renews &= _leave is not Leave.Idle;
                End(
                    "half-closed, but the Receiver does not close",
                    orderly: _leave is Leave.Drained || (_leave is Leave.MaxAge && Session.IsAllAcknowledged));
                break;
            case ConnectionProtocol.Drain:
                _leave = Leave.Drained;
                WaitForClose();
                break;
            default:
                Other(message);
                break;
        }
    }

    private void End(string reason, bool orderly)
    {
        (_reason, _orderly) = (reason, orderly);
        Timers.CancelAll();
        Session.Close(orderly);
        Become(Ending);
        BackOffWhenQuiet();
    }

    /// <summary>What comes back from the socket here no longer counts; only that it has come back does.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case ConnectionSession.SendEnded ended:
                Session.OnSent(ended);
                BackOffWhenQuiet();
                break;
            case ConnectionSession.ReceiveEnded:
                Session.OnReceived();
                BackOffWhenQuiet();
                break;
            default:
                Other(message);
                break;
        }
    }

    private void BackOffWhenQuiet()
    {
        if (!Session.IsQuiet)
        {
            return;
        }

        if (Now - Session.LiveSince >= _settings.BackoffMax)
        {
            _backoff.Reset();
        }

        BackOff(Session.End(_reason, _orderly));
    }

    private void BackOff(ConnectionProtocol.Ended ended)
    {
        if (_troubleLogged || _leave is not Leave.No)
        {
            _log.Debug("Receiver {0}: not connected to {1}: {2}", _settings.Name, _address, ended.Reason);
        }
        else
        {
            _log.Warning("Receiver {0}: not connected to {1}: {2}", _settings.Name, _address, ended.Reason);
        }

        _troubleLogged = _leave is Leave.No;
        if (_leave is Leave.Drained)
        {
            Context.Stop(Self);
        }
        else
        {
            _leave = Leave.No;
            StartTimer(Retry.Instance, _backoff.Next());
            Become(BackingOff);
        }

        Context.Parent.Tell(ended);
    }

    private void BackingOff(object message)
    {
        switch (message)
        {
            case Retry:
                Connect();
                break;
            case ConnectionProtocol.Drain:
                Context.Stop(Self);
                break;
            default:
                Other(message);
                break;
        }
    }

    /// <summary>What may come in any state: the end of something that this connection has left behind.</summary>
    private void Other(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Drain:
                _leave = Leave.Drained;
                break;
            case ConnectionProtocol.Write or ConnectTimedOut or CloseWaited or Aged or SendMore or LookForStall
                or ConnectionSession.LookForAcknowledgement:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>There is at most one timer for each of the messages below, which are their own keys.</summary>
    private void StartTimer(object message, TimeSpan after) => Timers.StartSingleTimer(message, message, after);

    private sealed record ConnectEnded(Exception? Failure) : IDeadLetterSuppression;

    private sealed record SendMore : IDeadLetterSuppression { public static SendMore Instance { get; } = new(); }
    private sealed record ConnectTimedOut { public static ConnectTimedOut Instance { get; } = new(); }
    private sealed record LookForStall { public static LookForStall Instance { get; } = new(); }
    private sealed record Retry { public static Retry Instance { get; } = new(); }
    private sealed record Aged { public static Aged Instance { get; } = new(); }
    private sealed record CloseWaited { public static CloseWaited Instance { get; } = new(); }
}

using System.Runtime.CompilerServices;
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
// Live       -> Settling   the Receiver has closed its side
//            -> Ending     reset by the Receiver, failed, or no progress for stall-timeout
//            -> Closing    drained, of max-age, or idle: half-closed, waits for the Receiver's FIN
// Settling   -> Ending     what was written is acknowledged, or reset, or a second has passed
// Closing    -> Ending     the Receiver's FIN or reset has come, or will not
// Ending     -> BackingOff the pending operations of the disposed socket have come back
// BackingOff -> Connecting after a pause that doubles until a block was written, or it was live for backoff-max
// any        -> stopped    when drained, once nothing is left to finish
internal sealed partial class ConnectionActor : UntypedActor, IWithTimers
{
    /// <summary>
    /// Operations that complete at once follow each other so many times before other messages get a turn.
    /// </summary>
    private const int OperationsPerTurn = 16;

    /// <summary>How often progress is looked at within stall-timeout.</summary>
    private const int StallLooks = 4;

    /// <summary>How long a connection has nothing to carry before it is made anew.</summary>
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(2);

    private const string ClosedByReceiver = "closed by the Receiver";

    private static readonly ConnectionProtocol.Progress Nothing = new(0, 0);

    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(1);

    private readonly ReceiverAddress _address;
    private readonly ReceiverSettings _settings;
    private readonly ReceiverSocketFactory _sockets;
    private readonly Backoff _backoff;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>
    /// What a Receiver says is read so that its close is seen, and thrown away: plain syslog has no answers.
    /// </summary>
    private readonly byte[] _said = new byte[256];

    private readonly Action _tellSendEnded;
    private readonly AcknowledgementTimer _acknowledgements;

    private ValueTaskAwaiter<int> _pendingSend;
    private PendingWrites _writes = new();
    private ConnectionProtocol.Progress _told = Nothing;
    private StallWatch _stallWatch = new(StallLooks);
    private CancellationTokenSource? _connecting;
    private IReceiverSocket? _socket;
    private DateTimeOffset _liveSince;
    private string _reason = "";
    private int _session;
    private bool _orderly;
    private bool _acknowledges;
    private bool _sending;
    private bool _receiving;
    private bool _ageing;
    private bool _renewing;
    private bool _renews = true;
    private long _idleBytes;
    private DateTimeOffset _idleSince;
    private bool _draining;
    private bool _troubleLogged;

    public ConnectionActor(ReceiverAddress address, ReceiverSettings settings, ReceiverSocketFactory sockets)
    {
        _address = address;
        _settings = settings;
        _sockets = sockets;
        _backoff = new Backoff(settings.BackoffMin, settings.BackoffMax, Random.Shared);
        var self = Self;
        _tellSendEnded = () => self.Tell(ResultOf(_pendingSend), self);
        _acknowledgements = new AcknowledgementTimer(
            () => self.Tell(LookForAcknowledgement.Instance, self), TimeProvider.System);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private IReceiverSocket Socket => _socket ?? throw new InvalidOperationException("There is no socket yet.");

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(ReceiverAddress address, ReceiverSettings settings, ReceiverSocketFactory sockets) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(address, settings, sockets));

    protected override void PreStart() => Connect();

    protected override void PostStop()
    {
        _acknowledgements.Dispose();
        _connecting?.Cancel();
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
        Timers.StartSingleTimer(TimerKey.Connect, ConnectTimedOut.Instance, _settings.ConnectTimeout);
        Become(Connecting);
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case ConnectEnded ended:
                Timers.Cancel(TimerKey.Connect);
                _connecting?.Dispose();
                _connecting = null;
                if (ended.Failure is null)
                {
                    GoLive();
                }
                else
                {
                    Socket.Dispose();
                    BackOff(ended.Failure is OperationCanceledException
                        ? $"no connection within {_settings.ConnectTimeout.TotalSeconds:0.###} s"
                        : ended.Failure.Message);
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

    private void BackOff(string reason)
    {
        if (_troubleLogged || _draining || _ageing)
        {
            // The first of a row is news; the hundredth would only hide other lines.
            _log.Debug("Receiver {0}: not connected to {1}: {2}", _settings.Name, _address, reason);
        }
        else
        {
            _log.Warning("Receiver {0}: not connected to {1}: {2}", _settings.Name, _address, reason);
        }

        _troubleLogged = !_ageing;
        _ageing = false;
        if (_draining)
        {
            Context.Stop(Self);
        }
        else
        {
            Timers.StartSingleTimer(TimerKey.Backoff, Retry.Instance, _backoff.Next());
            Become(BackingOff);
        }

        Context.Parent.Tell(new ConnectionProtocol.Ended(reason, _orderly, _writes.Begun, _told));
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
                _draining = true;
                break;
            case ConnectionProtocol.Write or ConnectTimedOut or CloseWaited or Aged or SendMore or
                LookForStall or LookForAcknowledgement:
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

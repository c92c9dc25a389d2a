using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// One Receiver: its connections, and every block on its way to it. A block is this actor's from
/// <see cref="ReceiverProtocol.Deliver"/> until it is confirmed, so a connection that ends loses nothing: what it leaves
/// unconfirmed, and what the Receiver may not have read, goes, in order and before anything newer, to one other, or
/// waits for the first that comes up.
/// <para>
/// A block is confirmed when it is acknowledged, and then kept for a while (see <see cref="ReplayRing"/>). The memory for
/// that is bounded; while it is all on its way through connections, to be sent again, the block itself is kept. So nothing
/// that is acknowledged waits for memory, and what waits to be acknowledged waits for the Receiver alone.
/// </para>
/// <para>
/// Memory is bounded by demand: a batch may have <see cref="LaneWindow"/> blocks here that are not written. When the
/// Receiver stops reading no more is asked for, and the batch stops.
/// </para>
/// <para>
/// It is never restarted in place. When it fails it stops, after its connections; all blocks go back to the pool, and the
/// batches attached see it terminated. A crashed connection is made anew after a pause.
/// </para>
/// </summary>
// connecting -> up    a connection is live
// up -> connecting    none is
// connecting -> down  none was for down-after; batches attached are told, new ones are turned away
// down -> up          a connection is live
// up -> hung          nothing was confirmed for hung-after, though bytes wait: as down, but that the connections stay
// hung -> up          one connection has acknowledged more than replay, or all that waits is confirmed
internal sealed partial class ReceiverActor : UntypedActor, IWithTimers
{
    /// <summary>
    /// Blocks that a connection may have and not have written: one that is being written and one to go on with, so that
    /// the socket is not idle while messages travel.
    /// </summary>
    public const int ConnectionWindow = 2;

    /// <summary>
    /// Blocks of one batch that may be here and not written: what its connection may have, and as many waiting.
    /// </summary>
    public const int LaneWindow = 4;

    /// <summary>
    /// Demand is told for so many blocks at once: half the messages, and the other half of the window to go on with.
    /// </summary>
    public const int DemandStep = LaneWindow / 2;

    /// <summary>
    /// A connection that writes nothing for so long holds up what its batches send to other Receivers, and they are told.
    /// </summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    private readonly ReceiverSettings _settings;
    private readonly ReceiverSocketFactory _sockets;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ImmutableArray<Link> _links;

    /// <summary>What has no connection to go to, because none is live.</summary>
    private readonly SendQueue _stranded = new(null);

    private readonly Dictionary<BatchId, Lane> _lanes = [];

    /// <summary>
    /// Every block this actor owns, wherever it waits: what must go back to the pool whatever happens.
    /// </summary>
    private readonly HashSet<Block> _owned = [];

    private readonly HangWatch _hang = new();

    /// <summary>Batches whose stages are to be told something at the end of this turn.</summary>
    private readonly List<Lane> _news = [];

    /// <summary>Null when there is no limit.</summary>
    private RateLimit? _rate;
    private int _firstOnRate;

    private long _confirmed;
    private long _resent;
    private long _replayed;
    private bool _acknowledges = TcpInfo.IsKnown;
    private bool _down;
    private bool _hung;
    private bool _draining;

    public ReceiverActor(ReceiverSettings settings, ReceiverSocketFactory sockets)
    {
        _settings = settings;
        _sockets = sockets;
        var memory = new ReplayMemory(settings);
        _links =
        [
            .. Enumerable.Range(0, settings.AllConnections).Select(i => new Link(
                i + 1,
                settings.Addresses[i % settings.Addresses.Length],
                new Backoff(settings.BackoffMin, settings.BackoffMax, Random.Shared),
                new ReplayRing(settings.Replay, settings.Format.Framing, memory, Release),
                new ReplayLimit(settings.Replay))),
        ];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(ReceiverSettings settings, ReceiverSocketFactory sockets) =>
        Akka.Actor.Props.Create(() => new ReceiverActor(settings, sockets));

    protected override void PreStart()
    {
        _rate = _settings.MaxRate == MaxRate.None ? null : new RateLimit(_settings.MaxRate, Now);
        foreach (var link in _links)
        {
            StartConnection(link);
        }

        Timers.StartSingleTimer(DownKey, DownAfterPassed.Instance, _settings.DownAfter);
        Timers.StartPeriodicTimer(SlowKey, LookForSlow.Instance, SlowAfter / 5);
    }

    /// <summary>
    /// Children stop before their parent does: no socket reads a block any more when it goes back here.
    /// </summary>
    protected override void PostStop()
    {
        if (_draining && _stranded.Bytes > 0)
        {
            _log.Warning(
                "Receiver {0} has acknowledged {1} bytes that it may not have read, and was not there to get them again",
                _settings.Name,
                _stranded.Bytes);
        }

        foreach (var block in _owned)
        {
            block.Return();
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReceiverProtocol.Deliver deliver:
                OnDeliver(deliver);
                break;
            case ConnectionProtocol.Progress progress:
                OnProgress(LinkOf(Sender), progress);
                break;
            case ReceiverProtocol.Attach attach:
                OnAttach(attach);
                break;
            case ReceiverProtocol.Detach detach:
                OnDetach(detach.Batch);
                break;
            case ConnectionProtocol.Connecting:
                LinkOf(Sender).Connecting(Now);
                break;
            case ConnectionProtocol.Live live:
                OnLive(LinkOf(Sender), live);
                break;
            case ConnectionProtocol.Leaving:
                LinkOf(Sender).Leaving(Now);
                break;
            case ConnectionProtocol.Ended ended:
                OnEnded(LinkOf(Sender), ended);
                break;
            case Terminated terminated:
                OnConnectionStopped(LinkOf(terminated.ActorRef));
                break;
            case StartAgain again:
                StartConnection(again.Link);
                break;
            case LookForSlow:
                TellOfSlow();
                LookForHang();
                LookForOverdue();
                break;
            case RateAllows:
                HandOverFairly();
                break;
            case DownAfterPassed:
                GoDown();
                break;
            case ReceiversProtocol.GetReport:
                Sender.Tell(Report());
                break;
            case ReceiversProtocol.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

using ActorRelay.Configuration;
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
/// Memory is bounded by demand: a batch may have <see cref="ReceiverBlocks.LaneWindow"/> blocks here that are not written. When the
/// Receiver stops reading no more is asked for, and the batch stops.
/// </para>
/// <para>
/// It is never restarted in place. When it fails it stops, after its connections; all blocks go back to the pool, and the
/// batches attached see it terminated. A crashed connection is made anew after a pause.
/// </para>
/// </summary>
// Serving -> Down     no connection was live for down-after; batches attached are told, new ones are turned away
//         -> Hung     nothing was confirmed for hung-after, though bytes wait: as Down, but that the connections stay
// Hung    -> Serving  one connection has acknowledged more than replay, or all that waits is confirmed
//         -> Down     no connection was live for down-after
// Down    -> Serving  a connection is live, or Hung again when it was and that shows nothing yet
// any     -> Drained  an operator wants it so: as Down, but that the connections stay; until it is to resume
// any     -> Draining what has to be sent again is, and its connections end in good order; then it stops
internal sealed class ReceiverActor : UntypedActor, IWithTimers
{
    private readonly ReceiverSettings _settings;
    private readonly ReceiverSocketFactory _sockets;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ReceiverBlocks _blocks;
    private readonly ReceiverLinks _links;
    private readonly HangWatch _hang;
    private bool _acknowledges = TcpInfo.IsKnown;

    /// <summary>For <see cref="PostStop"/>, which no state hears of.</summary>
    private bool _wasDrained;

    public ReceiverActor(ReceiverSettings settings, ReceiverSocketFactory sockets, OutgoingLines outgoing)
    {
        _settings = settings;
        _sockets = sockets;
        _blocks = new ReceiverBlocks(settings, outgoing, Now, _log);
        _links = _blocks.Links;
        _hang = new HangWatch(settings, _links, _log);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private bool IsDown => !_links.HasLive && !Timers.IsTimerActive(DownAfterPassed.Instance);

    public static Props Props(ReceiverSettings settings, ReceiverSocketFactory sockets, OutgoingLines outgoing) =>
        Akka.Actor.Props.Create(() => new ReceiverActor(settings, sockets, outgoing));

    protected override void PreStart()
    {
        foreach (var link in _links.All)
        {
            StartConnection(link);
        }

        StartTimer(DownAfterPassed.Instance, _settings.DownAfter);
        Timers.StartPeriodicTimer(LookForSlow.Instance, LookForSlow.Instance, ReceiverLinks.SlowAfter / 5);
    }

    /// <summary>
    /// Children stop before their parent does: no socket reads a block any more when it goes back here.
    /// </summary>
    protected override void PostStop()
    {
        if (_wasDrained && _links.Stranded.Bytes > 0)
        {
            _log.Warning(
                "Receiver {0} has acknowledged {1} bytes that it may not have read, and was not there to get them again",
                _settings.Name,
                _links.Stranded.Bytes);
        }

        _blocks.ReturnAll();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Serving(message);

    private void Serving(object message)
    {
        switch (message)
        {
            case ReceiverProtocol.Attach attach:
                _blocks.Attach(attach, Now);
                break;
            case LookForSlow:
                _blocks.TellSlow(Now);
                if (Look())
                {
                    _hang.Hang(Now);
                    GoAway(Hung);
                }

                break;
            default:
                Any(message);
                break;
        }
    }

    private void Hung(object message)
    {
        Any(message);
        if (!_hang.IsHung)
        {
            Serve();
        }
    }

    private void Down(object message)
    {
        if (message is not ConnectionProtocol.Live)
        {
            Any(message);
            return;
        }

        // What waited meanwhile waited for a connection.
        _hang.Rest();
        if (_hang.IsHung)
        {
            Become(Hung);
            Hung(message);
        }
        else
        {
            Serve();
            Serving(message);
        }
    }

    /// <summary>
    /// Batches attached get no more demand, and leave once what was taken of them is confirmed, so that it does not come
    /// twice; if that cannot be waited for they leave as they do one that is down.
    /// </summary>
    private void Drained(object message)
    {
        switch (message)
        {
            case ReceiverProtocol.Resume:
                Resume();
                break;
            case ReceiversProtocol.GetReport:
                Sender.Tell(Report() with { State = "drained" });
                break;
            case LookForSlow when !Look():
                break;
            case LookForSlow or DownAfterPassed:
                _blocks.TurnAway();
                break;
            default:
                Any(message);
                break;
        }
    }

    private void Rest()
    {
        Context.Parent.Tell(new ReceiversProtocol.Reachable(_settings.Name, IsDown: true));
        _blocks.LetGo();
        Become(Drained);
    }

    /// <summary>It may have gone down meanwhile, or be hung as it was before; where it is not, it serves.</summary>
    private void Resume()
    {
        UntypedReceive state = IsDown ? Down : Hung;
        Become(state);
        state(LookForSlow.Instance);
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case DownAfterPassed:
                GoDown(Draining);
                break;
            case ConnectionProtocol.Live live:
                OnLive(_links.Of(Sender), live);
                _links.EndInOrder(_links.Of(Sender), Now);
                break;
            case Terminated terminated:
                OnConnectionStopped(_links.Of(terminated.ActorRef), "drained");
                StopWhenDrained();
                break;
            default:
                Any(message);
                break;
        }
    }

    /// <summary>What means the same in every state, or does where the state does not say otherwise.</summary>
    private void Any(object message)
    {
        switch (message)
        {
            case ReceiverProtocol.Deliver deliver:
                if (_blocks.Take(deliver, Now) is { } queue)
                {
                    _hang.Wait(Now);
                    HandOver(queue.Link);
                }

                break;
            case ConnectionProtocol.Progress progress:
                if (_links.Of(Sender) is { IsLive: true } moving)
                {
                    moving.Backoff.Reset();
                    Advance(moving, progress);
                    HandOver(moving);
                }

                break;
            case ReceiverProtocol.Attach attach:
                attach.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
                break;
            case ReceiverProtocol.Detach detach:
                _blocks.Detach(detach.Batch);
                break;
            case ConnectionProtocol.Connecting:
                _links.Of(Sender).Connecting(Now);
                break;
            case ConnectionProtocol.Live live:
                OnLive(_links.Of(Sender), live);
                break;
            case ConnectionProtocol.Leaving:
                _links.Of(Sender).Leaving(Now);
                break;
            case ConnectionProtocol.Ended ended:
                OnEnded(_links.Of(Sender), ended);
                break;
            case Terminated terminated:
                var link = _links.Of(terminated.ActorRef);
                OnConnectionStopped(link, "stopped unexpectedly");
                StartAgainLater(link);
                break;
            case StartAgain again:
                StartConnection(again.Link);
                break;
            case LookForSlow:
                Look();
                break;
            case DownAfterPassed:
                GoDown(Down);
                break;
            case RateAllows:
                WaitForRate(_links.HandOverFairly(Now));
                break;
            case ReceiversProtocol.GetReport:
                Sender.Tell(Report());
                break;
            case ReceiverProtocol.Rest:
                Rest();
                break;
            case ReceiversProtocol.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void HandOver(Link? link) => WaitForRate(_links.HandOver(link, Now));

    private void WaitForRate(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero && !Timers.IsTimerActive(RateAllows.Instance))
        {
            StartTimer(RateAllows.Instance, wait);
        }
    }

    private void Advance(Link link, ConnectionProtocol.Progress progress)
    {
        if (_blocks.Advance(link, progress, Now))
        {
            _hang.LookForProgress(link, Now);
            _links.GiveBack();
        }

        _blocks.TellMoved();
    }

    private void StartConnection(Link link)
    {
        link.Connection = Context.ActorOf(ConnectionActor.Props(link.Address, _settings, _sockets), link.Name);
        Context.Watch(link.Connection);
    }

    private void OnLive(Link link, ConnectionProtocol.Live live)
    {
        link.Live(live.Session, Now);
        _acknowledges = live.Acknowledges;
        Timers.Cancel(DownAfterPassed.Instance);
        _links.Stranded.MoveTo(link.Queue);
        _hang.LookForProgress(link, Now);
        HandOver(link);
    }

    private void OnEnded(Link link, ConnectionProtocol.Ended ended)
    {
        if (!link.IsLive)
        {
            link.EndAttempt(ended.Reason, Now);
            return;
        }

        Advance(link, ended.Last);
        HandOver(_blocks.End(link, ended, Now));
        if (!_links.HasLive)
        {
            StartTimer(DownAfterPassed.Instance, _settings.DownAfter);
        }

        if (_links.OutstandingBytes > 0)
        {
            _hang.Wait(Now);
        }

        _blocks.TellMoved();
    }

    /// <summary>Of every block it had it may have sent something, and nobody knows what was acknowledged since.</summary>
    private void OnConnectionStopped(Link link, string reason)
    {
        OnEnded(link, new ConnectionProtocol.Ended(reason, false, long.MaxValue, new ConnectionProtocol.Progress(0, 0)));
        link.Connection = null;
    }

    private void StartAgainLater(Link link) => Timers.StartSingleTimer(link, new StartAgain(link), link.Backoff.Next());

    /// <returns>The Receiver has been silent for too long.</returns>
    private bool Look()
    {
        _hang.EndOverdue(link => Context.Stop(link.Connection));
        return _hang.Look(Now, Timers.IsTimerActive(RateAllows.Instance));
    }

    private void GoDown(UntypedReceive state)
    {
        _log.Warning("Receiver {0} is down: no connection for {1} s", _settings.Name, _settings.DownAfter.TotalSeconds);
        GoAway(state);
    }

    /// <summary>Batches leave it to the spool, whether it is down or hung.</summary>
    private void GoAway(UntypedReceive state)
    {
        Context.Parent.Tell(new ReceiversProtocol.Reachable(_settings.Name, IsDown: true));
        _blocks.TurnAway();
        Become(state);
    }

    private void Serve()
    {
        Context.Parent.Tell(new ReceiversProtocol.Reachable(_settings.Name, IsDown: false));
        _log.Info("Receiver {0} is up again", _settings.Name);
        Become(Serving);
    }

    private void Drain()
    {
        _wasDrained = true;
        Become(Draining);
        _blocks.LetGo();
        foreach (var link in _links.All)
        {
            Timers.Cancel(link);
            _links.EndInOrder(link, Now);
        }

        StopWhenDrained();
    }

    /// <summary>
    /// What the Receiver may not have read is sent again first, through one more connection, as long as the relay waits.
    /// </summary>
    private void StopWhenDrained()
    {
        if (_links.All.Any(link => link.Connection is not null))
        {
            return;
        }

        if (_links.Stranded.Bytes == 0)
        {
            Context.Stop(Self);
        }
        else
        {
            StartAgainLater(_links.All[0]);
        }
    }

    private ReceiversProtocol.ReceiverReport Report()
    {
        return _blocks.Report(
            IsDown ? "down" : _hang.IsHung ? "hung" : _links.HasLive ? "up" : "connecting",
            _acknowledges ? Confirmation.Acknowledged : Confirmation.Written,
            _hang.Age(Now));
    }

    /// <summary>There is at most one timer for each of the messages below, which are their own keys.</summary>
    private void StartTimer(object message, TimeSpan after) => Timers.StartSingleTimer(message, message, after);

    private sealed record DownAfterPassed { public static DownAfterPassed Instance { get; } = new(); }
    private sealed record LookForSlow { public static LookForSlow Instance { get; } = new(); }
    private sealed record RateAllows { public static RateAllows Instance { get; } = new(); }
    private sealed record StartAgain(Link Link);
}

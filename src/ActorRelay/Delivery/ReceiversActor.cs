using System.Collections.Immutable;
using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// <c>/user/receivers</c>: one <see cref="ReceiverActor"/> per Receiver of the settings, under the Receiver's name. One
/// that ends is replaced after a pause, never restarted in place, so that batches attached to it know that they must be
/// sent again.
/// <para>
/// It also gives back the blocks that nobody took: a <see cref="ReceiverProtocol.Deliver"/> that met a dead Receiver.
/// </para>
/// </summary>
internal sealed class ReceiversActor : UntypedActor, IWithTimers
{
    /// <summary>A Receiver that does not say in that time how it is counts as down.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private ImmutableArray<ReceiverSettings> _settings;
    private readonly ReceiverSocketFactory _sockets;
    private readonly DrainedFile _drainedFile;
    private readonly OutgoingLines _outgoing;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly List<IActorRef> _drainers = [];
    private ImmutableArray<ReceiverEntry> _entries = [];
    private ImmutableSortedSet<string> _drained = [];

    public ReceiversActor(
        ImmutableArray<ReceiverSettings> settings, ReceiverSocketFactory sockets, DrainedFile drainedFile, OutgoingLines outgoing)
    {
        _outgoing = outgoing;
        _settings = settings;
        _sockets = sockets;
        _drainedFile = drainedFile;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private ReceiversProtocol.Receivers Receivers =>
        new(_entries.Where(entry => !entry.IsRemoved).ToImmutableDictionary(entry => entry.Settings.Name, entry => entry.Actor))
        {
            Down = [.. _entries.Where(entry => entry.IsDown).Select(entry => entry.Settings.Name)],
        };

    /// <param name="drainedFile">Where it is kept which of them an operator has drained.</param>
    /// <param name="outgoing">Is shown what is sent.</param>
    public static Props Props(
        ImmutableArray<ReceiverSettings> settings, DrainedFile drainedFile, OutgoingLines outgoing, ReceiverSocketFactory? sockets = null) =>
        Akka.Actor.Props.Create(() => new ReceiversActor(settings, sockets ?? ReceiverSockets.Factory, drainedFile, outgoing));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        _drained = LoadDrained();
        _entries = [.. _settings.Select(settings => new ReceiverEntry(settings, Start(settings), Now) { IsDown = _drained.Contains(settings.Name) })];
    }

    /// <summary>A restart makes every Receiver anew; who has subscribed stays so.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var subscriber in _subscribers)
        {
            Self.Tell(new ReceiversProtocol.Subscribe(subscriber));
        }

        // The restarted one is made with the settings that this one was.
        Self.Tell(new ReceiversProtocol.Reload(_settings, [.. _settings.Select(settings => settings.Name)], TimeSpan.Zero), ActorRefs.NoSender);

        base.PreRestart(reason, message);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeadLetter letter:
                (letter.Message as ReceiverProtocol.Deliver)?.Block.Return();
                break;
            case ReceiversProtocol.Subscribe subscribe:
                _subscribers.Add(subscribe.Subscriber);
                Context.Watch(subscribe.Subscriber);
                subscribe.Subscriber.Tell(Receivers);
                break;
            case ReceiversProtocol.GetReceivers:
                Task.WhenAll(_entries.Select(ReportAsync)).PipeTo(
                    Sender, success: reports => new ReceiversProtocol.ReceiversReport([.. reports]));
                break;
            case ReceiversProtocol.Reload reload:
                Reload(reload);
                Sender.Tell(ReceiversProtocol.Reloaded.Instance);
                break;
            case GiveUp given when _entries.Any(entry => entry.Actor.Equals(given.Receiver)):
                Context.Stop(given.Receiver);
                break;
            case GiveUp:
                break;
            case ReceiversProtocol.SetDrained change:
                Sender.Tell(SetDrained(change));
                break;
            case ReceiversProtocol.Drain:
                _drainers.Add(Sender);
                foreach (var entry in _entries.Where(entry => entry.IsAlive))
                {
                    entry.Actor.Tell(message);
                }

                AnswerWhenDrained();
                break;
            case Terminated terminated:
                OnTerminated(terminated.ActorRef);
                break;
            case StartAgain again when _drainers.Count == 0:
                again.Entry.Start(Start(again.Entry.Settings), Now);
                again.Entry.IsDown = _drained.Contains(again.Entry.Settings.Name);
                TellSubscribers();
                break;
            case ReceiversProtocol.Reachable reachable:
                _entries.Single(entry => entry.Settings.Name == reachable.Receiver).IsDown = reachable.IsDown;
                TellSubscribers();
                break;
            case StartAgain:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A Receiver that is being replaced, or does not answer in time, is reported as down.</summary>
    private static async Task<ReceiversProtocol.ReceiverReport> ReportAsync(ReceiverEntry entry)
    {
        try
        {
            if (entry.IsAlive)
            {
                return await entry.Actor.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, Patience);
            }
        }
        catch (AskTimeoutException)
        {
            // It is busy, or has just ended.
        }

        return new ReceiversProtocol.ReceiverReport(
            entry.Settings.Name, "down", 0, Confirmation.Expected, 0, 0, 0, 0, 0, 0, 0, []);
    }

    private void Reload(ReceiversProtocol.Reload reload)
    {
        _settings = reload.Receivers;
        var known = _entries.ToDictionary(entry => entry.Settings.Name);
        foreach (var entry in _entries.Where(entry => reload.Receivers.All(settings => settings.Name != entry.Settings.Name)))
        {
            entry.IsRemoved = true;
            End(entry, reload.Patience);
        }

        foreach (var settings in reload.Receivers.Where(settings => known.ContainsKey(settings.Name)))
        {
            var entry = known[settings.Name];
            if (reload.Changed.Contains(settings.Name) || entry.IsRemoved)
            {
                (entry.Settings, entry.IsReplaced, entry.IsRemoved) = (settings, true, false);
                End(entry, reload.Patience);
            }
        }

        _entries =
        [
            .. reload.Receivers.Select(settings => known.GetValueOrDefault(settings.Name)
                ?? new ReceiverEntry(settings, Start(settings), Now) { IsDown = _drained.Contains(settings.Name) }),
            .. _entries.Where(entry => entry.IsRemoved),
        ];
        TellSubscribers();
    }

    /// <summary>What it has it may still confirm; what it cannot in time is sent again, or stays in the spool.</summary>
    private void End(ReceiverEntry entry, TimeSpan patience)
    {
        entry.IsDown = true;
        if (entry.IsAlive)
        {
            entry.Actor.Tell(ReceiversProtocol.Drain.Instance);
            Timers.StartSingleTimer(entry.Actor, new GiveUp(entry.Actor), patience);
        }
    }

    private void TellSubscribers()
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Tell(Receivers);
        }
    }

    private IActorRef Start(ReceiverSettings settings)
    {
        var actor = Context.Watch(Context.ActorOf(ReceiverActor.Props(settings, _sockets, _outgoing), Uri.EscapeDataString(settings.Name)));
        if (_drained.Contains(settings.Name))
        {
            actor.Tell(ReceiverProtocol.Rest.Instance);
        }

        return actor;
    }

    /// <summary>Rather sends to one that should rest than stops for a file that cannot be read: records are what counts.</summary>
    private ImmutableSortedSet<string> LoadDrained()
    {
        try
        {
            return _drainedFile.Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Error("Which Receivers are drained is not known, so all are sent to: {0}", e.Message);
            return [];
        }
    }

    /// <summary>It is done only once it is on disk.</summary>
    private object SetDrained(ReceiversProtocol.SetDrained change)
    {
        var entry = _entries.FirstOrDefault(entry => entry.Settings.Name == change.Receiver);
        if (entry is null && (change.IsDrained || !_drained.Contains(change.Receiver)))
        {
            return new ReceiversProtocol.NotThere(
                $"there is no Receiver {SettingsText.Printable(change.Receiver)}: the settings have {string.Join(", ", _entries.Select(of => of.Settings.Name))}");
        }

        var wasDrained = _drained.Contains(change.Receiver);
        try
        {
            var drained = change.IsDrained ? _drained.Add(change.Receiver) : _drained.Remove(change.Receiver);
            _drainedFile.Save(drained);
            _drained = drained;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Status.Failure(e);
        }

        if (wasDrained != change.IsDrained && _drainers.Count == 0)
        {
            entry?.Actor.Tell(change.IsDrained ? ReceiverProtocol.Rest.Instance : ReceiverProtocol.Resume.Instance);
        }

        return new ReceiversProtocol.DrainedReceivers([.. _drained]);
    }

    private void OnTerminated(IActorRef actor)
    {
        _subscribers.Remove(actor);
        var entry = _entries.FirstOrDefault(entry => entry.Actor.Equals(actor));
        if (entry is null)
        {
            return;
        }

        Timers.Cancel(actor);
        if (entry.IsRemoved)
        {
            entry.End(Now);
            _entries = _entries.Remove(entry);
        }
        else
        {
            Timers.StartSingleTimer(entry, new StartAgain(entry), entry.End(Now));
        }

        AnswerWhenDrained();
    }

    private void AnswerWhenDrained()
    {
        if (_entries.Any(entry => entry.IsAlive))
        {
            return;
        }

        foreach (var drainer in _drainers)
        {
            drainer.Tell(ReceiversProtocol.Drained.Instance);
        }
    }

    private sealed record StartAgain(ReceiverEntry Entry);

    private sealed record GiveUp(IActorRef Receiver);
}

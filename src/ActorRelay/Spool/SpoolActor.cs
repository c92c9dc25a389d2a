using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Inspection;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool</c>: the one door to the database that holds spool, quarantine and journal. It opens it, and when it
/// cannot, or it fails, says why, tries again, and the relay goes on without: what should have been written is answered so.
/// Its child <c>quarantine</c> keeps what cannot be delivered, its child <c>journal</c> what became of each batch.
/// <para>
/// It waits for nothing itself: the store runs, and its answers come as messages. What it is asked for at once is bounded
/// by the batches there are.
/// </para>
/// </summary>
// opening -> open     the database is there, and this version's
// opening -> opening  after a pause, when it is not
// open -> opening     it is damaged: all of it is checked, and the file set aside if so
internal sealed partial class SpoolActor : UntypedActor, IWithTimers
{
    private const string ProbeKey = "probe";

    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly SpoolOpener _open;
    private readonly RelaySettings _settings;
    private readonly RecordAccounts _accounts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly IActorRef _quarantine;
    private readonly IActorRef _journal;
    private readonly SpoolComplaints _complaints;
    private SpoolOpening? _store;
    private string? _fault = "it is being opened";
    private IActorRef? _closer;
    private bool _opening;
    private bool _restored;
    private int _running;

    public SpoolActor(SpoolOpener open, RelaySettings settings, RecordAccounts accounts, Props quarantine, Props journal)
    {
        _open = open;
        _settings = settings;
        _accounts = accounts;
        _quarantine = Context.ActorOf(quarantine, "quarantine");
        _journal = Context.ActorOf(journal, "journal");
        _complaints = new SpoolComplaints(settings, _log, Context.System.Scheduler);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ISpoolStore? Batches => _settings.Spool.Enabled ? _store?.Store : null;

    private string Fault => !_settings.Spool.Enabled ? "relay.spool.store is off" : _fault ?? "it is being opened";

    /// <param name="open">Opens the database.</param>
    /// <param name="settings">Of the relay.</param>
    /// <param name="accounts">The books.</param>
    /// <param name="quarantine">Makes the child that keeps what cannot be delivered.</param>
    /// <param name="journal">Makes the child that keeps what became of each batch.</param>
    public static Props Props(
        SpoolOpener open, RelaySettings settings, RecordAccounts accounts, Props quarantine, Props journal) =>
        Akka.Actor.Props.Create(() => new SpoolActor(open, settings, accounts, quarantine, journal));

    protected override void PreStart() => Open(checkAll: false);

    /// <summary>Nothing in a child is spoilt by a message it fails at, and it goes on knowing where the database is.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Resume);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case QuarantineProtocol.SetAside or QuarantineProtocol.TakeBack or QuarantineProtocol.SetBodyAside:
                _quarantine.Forward(message);
                break;
            case JournalProtocol.Write or JournalProtocol.Add:
                _journal.Forward(message);
                break;
            case ISpoolQuestion question:
                OnQuestion(question);
                break;
            case Changed changed:
                Done(null);
                OnChanged(changed);
                break;
            case SpoolProtocol.Failed failed:
                Fail(failed.Failure);
                break;
            case Opening opening:
                OnOpened(opening.Store);
                break;
            case NotOpened notOpened:
                OnNotOpened(notOpened.Failure);
                break;
            case Probe { CheckAll: true } when _closer is not null:
                _opening = false;
                CloseWhenIdle();
                break;
            case Probe { CheckAll: var checkAll } when _store is null && _closer is null:
                // What fails late on a database that was given up brings a look of its own.
                if (!_opening || checkAll)
                {
                    Open(checkAll);
                }

                break;
            case Probe:
                Look();
                break;
            case Looked looked:
                OnLooked(looked);
                break;
            case SpoolProtocol.Subscribe subscribe:
                _subscribers.Add(subscribe.Subscriber);
                Look();
                break;
            case InspectionProtocol.GetSpool:
                ReportAsync(_store?.Store).PipeTo(Sender);
                break;
            case SpoolProtocol.Close:
                _closer = Sender;
                Timers.CancelAll();
                _running++;
                _journal.Tell(JournalProtocol.Flush.Instance);
                break;
            case JournalProtocol.Flushed:
                Done(null);
                break;
            case Shut:
                _closer?.Tell(new SpoolProtocol.Closed("the relay stops"));
                break;
            default:
                OnCopies(message);
                break;
        }
    }

    private void Open(bool checkAll)
    {
        _opening = true;
        _open(checkAll).PipeTo(
            Self,
            success: store => new Opening(store),
            failure: e => new NotOpened(SpoolException.Of(e)));
    }

    private void OnOpened(SpoolOpening store)
    {
        _opening = false;
        _store = store;
        if (_closer is not null)
        {
            CloseWhenIdle();
            return;
        }

        _fault = null;
        _log.Info("{0} is open, for {1}", _settings.Spool.Place, _settings.Spool.Enabled ? "spool, quarantine and journal" : "quarantine and journal");
        if (store.SetAside is { } aside)
        {
            _log.Error("Spool {0} was damaged, and a new one is begun: the damaged file is {1}", _settings.Spool.Place, aside);
            ForgetSpooled();
        }

        TellChildren(new SpoolProtocol.Opened(store));
        _complaints.Forget();
        Look();
    }

    private void OnNotOpened(SpoolException failure)
    {
        _opening = false;
        if (_closer is not null)
        {
            CloseWhenIdle();
            return;
        }

        Complain(failure);
        TellChildren(new SpoolProtocol.Closed(failure.Message));
        Timers.StartSingleTimer(ProbeKey, new Probe(CheckAll: false), BetweenAttempts);
    }

    /// <summary>Whatever it was asked to do failed; what asked has been told.</summary>
    private void Fail(SpoolException failure)
    {
        if (_closer is not null)
        {
            return;
        }

        Complain(failure);
        if (failure.Failure is SpoolFailure.Corrupt && _store is { } damaged)
        {
            _store = null;
            _opening = true;
            TellChildren(new SpoolProtocol.Closed(failure.Message));
            CloseAndOpenAsync(damaged.Store).PipeTo(Self);
        }
        else
        {
            Timers.StartSingleTimer(ProbeKey, new Probe(CheckAll: false), BetweenAttempts);
        }
    }

    private void TellChildren(object message)
    {
        _quarantine.Tell(message);
        _journal.Tell(message);
    }

    private static async Task<Probe> CloseAndOpenAsync(ISpoolStore damaged)
    {
        await damaged.DisposeAsync();
        return new Probe(CheckAll: true);
    }

    private void Complain(SpoolException failure)
    {
        if (_fault != failure.Message)
        {
            _fault = failure.Message;
            _log.Error("The spool cannot be used, and the relay goes on without it: {0}", failure.Message);
        }
    }

    private sealed record Opening(SpoolOpening Store);

    private sealed record NotOpened(SpoolException Failure);

    private sealed record Probe(bool CheckAll);
}

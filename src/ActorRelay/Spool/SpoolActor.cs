using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool</c>: the one door to the database that holds spool, quarantine and journal. It opens it, and when it
/// cannot, or it fails, says why, tries again, and the relay goes on without: what should have been written is answered so.
/// Its children do the rest, each in its own tables: <c>copies</c> keeps batches for their Receivers, <c>quarantine</c> what
/// cannot be delivered, <c>journal</c> what became of each batch. It passes on what is for them.
/// <para>
/// It waits for nothing itself: the store runs, and its answers come as messages.
/// </para>
/// </summary>
// opening -> open      the database is there, and this version's
// opening -> opening   after a pause, when it is not
// open -> opening      it is damaged: all of it is checked, and the file set aside if so
// opening, open -> closing
internal sealed class SpoolActor : UntypedActor, IWithTimers
{
    private const string AgainKey = "again";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly SpoolOpener _open;
    private readonly SpoolSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _copies;
    private readonly IActorRef _quarantine;
    private readonly IActorRef _journal;
    private SpoolOpening? _store;
    private string? _fault = "it is being opened";
    private IActorRef _closer = ActorRefs.Nobody;

    /// <summary>The books have what earlier runs left.</summary>
    private bool _restored;

    /// <summary>A database is being opened, or a damaged one closed to be opened again.</summary>
    private bool _isOpening;

    /// <summary>Closing: the children have written what they had.</summary>
    private bool _isFlushed;

    public SpoolActor(SpoolOpener open, SpoolSettings settings, Props copies, Props quarantine, Props journal)
    {
        _open = open;
        _settings = settings;
        _copies = Context.ActorOf(copies, "copies");
        _quarantine = Context.ActorOf(quarantine, "quarantine");
        _journal = Context.ActorOf(journal, "journal");
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="copies">Makes the child that keeps batches for their Receivers.</param>
    /// <param name="quarantine">Makes the child that keeps what cannot be delivered.</param>
    /// <param name="journal">Makes the child that keeps what became of each batch.</param>
    public static Props Props(SpoolOpener open, SpoolSettings settings, Props copies, Props quarantine, Props journal) =>
        Akka.Actor.Props.Create(() => new SpoolActor(open, settings, copies, quarantine, journal));

    protected override void PreStart() => Open(checkAll: false);

    /// <summary>Nothing in a child is spoilt by a message it fails at, and it goes on knowing where the database is.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Resume);

    /// <summary>The database is closed only when nobody writes any more, which is what <see cref="SpoolProtocol.Close"/> is for.</summary>
    protected override void PostStop() => _ = _store?.Store.DisposeAsync().AsTask();

    /// <summary>Opening: an attempt is under way, or the next one is due soon.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IsOpen open:
                OnOpened(open.Store);
                break;
            case IsNotOpen not:
                _isOpening = false;
                Complain(not.Failure);
                TellChildren(new SpoolProtocol.Closed(not.Failure.Message));
                Timers.StartSingleTimer(AgainKey, new Again(CheckAll: false), BetweenAttempts);
                break;
            case Again again:
                Open(again.CheckAll);
                break;
            case SpoolProtocol.Failed late:
                // What failed was begun on a database that was given up meanwhile.
                Complain(late.Failure);
                break;
            default:
                PassOn(message);
                break;
        }
    }

    private void IsWorking(object message)
    {
        switch (message)
        {
            case Again:
                Look();
                break;
            case Looked looked:
                OnLooked(looked);
                break;
            case SpoolProtocol.Failed failed:
                Fail(failed.Failure);
                break;
            case SpoolProtocol.Subscribe:
                _copies.Forward(message);
                Look();
                break;
            default:
                PassOn(message);
                break;
        }
    }

    /// <summary>
    /// Copies come to rest first, for what they finish is told to the journal. What is being opened is waited for too: nobody
    /// else could close it.
    /// </summary>
    private void IsClosing(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Flushed when Sender.Equals(_copies):
                _journal.Tell(SpoolProtocol.Flush.Instance);
                break;
            case SpoolProtocol.Flushed:
                _isFlushed = true;
                Shut();
                break;
            case IsOpen late:
                _store = late.Store;
                _isOpening = false;
                Shut();
                break;
            case IsNotOpen or Again { CheckAll: true }:
                _isOpening = false;
                Shut();
                break;
            case IsShut:
                _closer.Tell(new SpoolProtocol.Closed("the relay stops"));
                break;
            case SpoolProtocol.Failed:
                break;
            default:
                PassOn(message);
                break;
        }
    }

    /// <summary>What is the same in every state.</summary>
    private void PassOn(object message)
    {
        switch (message)
        {
            case QuarantineProtocol.SetAside or QuarantineProtocol.TakeBack or QuarantineProtocol.SetBodyAside or QuarantineKept:
                _quarantine.Forward(message);
                break;
            case JournalProtocol.Write or JournalProtocol.Add or JournalProtocol.Reassign
                or JournalProtocol.GetAudit or JournalProtocol.GetAuditPage:
                _journal.Forward(message);
                break;
            case SpoolProtocol.GetSpool:
                _copies.Forward(new CopiesActor.Report(_fault));
                break;
            case SpoolProtocol.ListSpool:
                _copies.Forward(new CopiesActor.Report(_fault) { WithCopies = true });
                break;
            case SpoolProtocol.ShowSpooled or SpoolProtocol.ExportSpooled or SpoolProtocol.Reassign or SpoolProtocol.Drop:
                _copies.Forward(message);
                break;
            case SpoolProtocol.IQuestion:
                _quarantine.Forward(message);
                break;
            case SpoolProtocol.Close:
                _closer = Sender;
                Timers.CancelAll();
                Become(IsClosing);
                _copies.Tell(SpoolProtocol.Flush.Instance);
                break;
            case Looked or Again or IsNotOpen:
                // These answers come too late: they were asked for in another state.
                break;
            default:
                _copies.Forward(message);
                break;
        }
    }

    private void Open(bool checkAll)
    {
        _isOpening = true;
        _open(checkAll).PipeTo(
            Self, success: store => new IsOpen(store), failure: e => new IsNotOpen(SpoolException.Of(e)));
    }

    private void OnOpened(SpoolOpening store)
    {
        _isOpening = false;
        _store = store;
        _fault = null;
        Become(IsWorking);
        _log.Info("{0} is open, for {1}", _settings.Place, _settings.Enabled ? "spool, quarantine and journal" : "quarantine and journal");
        if (store.SetAside is { } aside)
        {
            _log.Error("Spool {0} was damaged, and a new one is begun: the damaged file is {1}", _settings.Place, aside);
        }

        TellChildren(new SpoolProtocol.Opened(store));
        Look();
    }

    /// <summary>A database that failed is tried with a write, for many can still be read.</summary>
    private void Look() => LookAsync(_store!.Store, _restored).PipeTo(
        Self, failure: e => new SpoolProtocol.Failed(SpoolException.Of(e)));

    private static async Task<Looked> LookAsync(ISpoolStore store, bool restored)
    {
        var refusal = await store.ProbeAsync();
        var pending = restored ? null : await store.PendingAsync();
        return new Looked(refusal, await store.SizeAsync(), await store.BacklogsAsync()) { Pending = pending };
    }

    private void OnLooked(Looked looked)
    {
        if (_fault is not null && looked.Refusal is SpoolRefusal.None)
        {
            _log.Info("The spool can be used again");
        }

        _fault = SpoolComplaints.ReasonOf(looked.Refusal);
        _copies.Tell(_restored ? looked with { Pending = null } : looked);
        _restored |= looked.Pending is not null;
        Timers.StartSingleTimer(AgainKey, new Again(CheckAll: false), _fault is null ? BetweenLooks : BetweenAttempts);
    }

    /// <summary>Whatever it was asked to do failed; what asked has been told.</summary>
    private void Fail(SpoolException failure)
    {
        Complain(failure);
        if (failure.Failure is SpoolFailure.Corrupt)
        {
            var damaged = _store!.Store;
            _store = null;
            _isOpening = true;
            Timers.Cancel(AgainKey);
            Become(OnReceive);
            TellChildren(new SpoolProtocol.Closed(failure.Message));
            damaged.DisposeAsync().AsTask().PipeTo(
                Self, success: () => new Again(CheckAll: true), failure: _ => new Again(CheckAll: true));
        }
        else
        {
            Timers.StartSingleTimer(AgainKey, new Again(CheckAll: false), BetweenAttempts);
        }
    }

    private void Complain(SpoolException failure)
    {
        if (_fault != failure.Message)
        {
            _fault = failure.Message;
            _log.Error("The spool cannot be used, and the relay goes on without it: {0}", failure.Message);
        }
    }

    private void TellChildren(object message)
    {
        _copies.Tell(message);
        _quarantine.Tell(message);
        _journal.Tell(message);
    }

    private void Shut()
    {
        if (_isFlushed && !_isOpening)
        {
            var store = _store?.Store;
            _store = null;
            TellChildren(new SpoolProtocol.Closed("the relay stops"));
            (store?.DisposeAsync().AsTask() ?? Task.CompletedTask).PipeTo(
                Self, success: () => IsShut.Instance, failure: _ => IsShut.Instance);
        }
    }

    /// <summary>To itself, then to its child <c>copies</c>: what the database holds now.</summary>
    /// <param name="Refusal">Why nothing can be put.</param>
    public sealed record Looked(SpoolRefusal Refusal, SpoolSize Size, IReadOnlyList<SpoolProtocol.SpoolBacklog> Backlogs)
    {
        /// <summary>Records that wait, by dataset, which the books have not; null when they have.</summary>
        public ImmutableDictionary<string, long>? Pending { get; init; }
    }

    private sealed record IsOpen(SpoolOpening Store);

    private sealed record IsNotOpen(SpoolException Failure);

    private sealed record Again(bool CheckAll);

    private sealed record IsShut
    {
        public static IsShut Instance { get; } = new();
    }
}

using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool/copies</c>: keeps batches for their Receivers in the database that its parent opens, one copy for each,
/// and the books of both. It waits for nothing itself: the store runs, and its answers come as messages. What it is asked
/// for at once is bounded by the batches there are. While there is no database what comes is answered so, and what has come
/// to its end is tried again.
/// </summary>
// closed <-> open
internal sealed class CopiesActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly CurrentSettings _settings;
    private readonly SpoolBooks _books;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SpoolComplaints _complaints;
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly SpoolReports _reports;
    private SpoolOpening? _store;
    private string _closed = "it is being opened";
    private IActorRef? _flusher;
    private bool _isEmpty = true;
    private int _running;

    public CopiesActor(CurrentSettings settings, RecordAccounts accounts)
    {
        _settings = settings;
        _books = new SpoolBooks(accounts);
        _complaints = new SpoolComplaints(settings, _log, Context.System.Scheduler);
        _reports = new SpoolReports(settings);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Unavailable => _settings.Now.Spool.Enabled ? _closed : "relay.spool.store is off";

    public static Props Props(CurrentSettings settings, RecordAccounts accounts) =>
        Akka.Actor.Props.Create(() => new CopiesActor(settings, accounts));

    /// <summary>A put that fails at a message has lost nothing: it is given up in time.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Resume);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Opened opened:
                OnOpened(opened.Store);
                break;
            case SpoolProtocol.Closed closed:
                _store = null;
                _closed = closed.Reason;
                break;
            case SpoolActor.Looked looked:
                OnLooked(looked);
                break;
            case SpoolProtocol.Subscribe subscribe:
                _subscribers.Add(subscribe.Subscriber);
                break;
            case SpoolProtocol.Flush:
                _flusher = Sender;
                FlushWhenIdle();
                break;
            case Report or SpoolProtocol.IQuestion:
                OnQuestion(message);
                break;
            case PutActor.Ended put:
                OnPut(put);
                break;
            case Ended ended:
                OnEnded(ended);
                break;
            default:
                OnCopies(message);
                break;
        }
    }

    private void OnOpened(SpoolOpening store)
    {
        _store = store;
        _complaints.Forget();
        if (store.SetAside is not null)
        {
            _books.Forget();
        }
    }

    /// <summary>What earlier runs left is in the books from the first look on.</summary>
    private void OnLooked(SpoolActor.Looked looked)
    {
        _complaints.OfRefusal(looked.Refusal);
        _books.Restore(looked.Pending ?? ImmutableDictionary<string, long>.Empty);
        _reports.Remember(looked.Size, looked.Backlogs);
        _complaints.Of(_reports.Last);
        TellWaiting([.. looked.Backlogs.Select(backlog => backlog.Receiver)]);
        if (looked.Size.Batches == 0 && !_isEmpty)
        {
            // After a drain the database's file need not be as large as it was.
            Ask(async store =>
            {
                await store.Store.ShrinkAsync();
                return new Answered(null);
            });
        }

        _isEmpty = looked.Size.Batches == 0;
    }

    private void OnCopies(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Put put:
                Put(put);
                break;
            case SpoolProtocol.Describe describe:
                Describe(describe);
                break;
            case SpoolProtocol.Claim { Receiver: var receiver }:
                Ask(async store => new Answered(await ClaimAsync(store.Store, receiver)), new SpoolProtocol.NoneWaits(receiver));
                break;
            case SpoolProtocol.Save { Claim: var claim, Progress: var progress }:
                Ask(async store => new Answered(new SpoolProtocol.Saved(claim, await store.Store.SaveProgressAsync(claim, progress))),
                    failed: new SpoolProtocol.Saved(claim, Held: true));
                break;
            case SpoolProtocol.Release { Claim: var claim, Progress: var progress } release:
                Ask(async store => new Released(release, await store.Store.ReleaseAsync(claim, progress, release.CountedTo)));
                break;
            case SpoolProtocol.Finish { Claim: var claim, Count: var count } finish:
                Ask(async store => new Finished(finish, await store.Store.FinishAsync(claim, count)), again: finish);
                break;
            case SpoolProtocol.SetAside { Claim: var claim, Progress: var progress, Run.Count: var count } aside:
                Ask(async store => new IsSetAside(aside, await store.Quarantine.KeepAsync(claim, progress, count, aside.Reason)),
                    again: aside);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Put(SpoolProtocol.Put put)
    {
        if (!_settings.Now.Spool.Enabled || _store is not { } store)
        {
            put.Body.Dispose();
            Sender.Tell(new SpoolProtocol.NotStored(put.Batch, Unavailable));
            return;
        }

        _running++;
        Context.ActorOf(PutActor.Props(store.Store, put, Sender), put.Batch.Value);
    }

    /// <summary>One that was given up meanwhile is not there any more.</summary>
    private void Describe(SpoolProtocol.Describe describe)
    {
        var put = Context.Child(describe.Entry.Batch.Id.Value);
        if (put.IsNobody())
        {
            Sender.Tell(new SpoolProtocol.NotStored(describe.Entry.Batch.Id, "it was given up: what it is was not said in time"));
        }
        else
        {
            put.Forward(describe);
        }
    }

    private static async Task<object> ClaimAsync(ISpoolStore store, string receiver) =>
        await store.ClaimOldestAsync(receiver) is { } claim
            ? new SpoolProtocol.Claimed(claim, store.OpenBody(claim.Batch.Id))
            : new SpoolProtocol.NoneWaits(receiver);

    /// <summary>Runs something of the store; its result comes back as a message, with the same sender.</summary>
    /// <param name="failed">What the sender is told when it fails; null for nothing.</param>
    /// <param name="again">What to try again later when it fails; null for nothing.</param>
    private void Ask(Func<SpoolOpening, Task<Ended>> run, object? failed = null, object? again = null)
    {
        _running++;
        var answer = new Answered(failed) { Again = again };
        if (_store is { } store)
        {
            run(store).PipeTo(Self, Sender, failure: e => answer with { Failure = SpoolException.Of(e) });
        }
        else
        {
            Self.Tell(answer, Sender);
        }
    }

    private void OnEnded(Ended ended)
    {
        switch (ended)
        {
            case Released { Release: var release, Held: var held }:
                TellWaiting([release.Claim.Receiver]);
                if (held && release.Delivered is { } delivered and not { Confirmed: 0, Resent: 0 })
                {
                    Context.Parent.Tell(new JournalProtocol.Add(release.Claim.Batch.Id, delivered, 0, EventTimeRange.None));
                }

                break;
            case Finished finished:
                OnFinished(finished.Finish, finished.Result);
                break;
            case IsSetAside { Kept: { } kept } aside:
                OnSetAside(aside.Asked, kept);
                break;
            case Changed changed:
                OnChanged(changed);
                break;
            case Answered answered:
                OnAnswered(answered);
                break;
        }

        _running--;
        FlushWhenIdle();
    }

    /// <summary>What is tried again holds a claim, so there is not more of it than copies were being delivered.</summary>
    private void OnAnswered(Answered answered)
    {
        if (answered.Failure is { } failure)
        {
            Context.Parent.Tell(new SpoolProtocol.Failed(failure));
        }

        if (answered.Message is { } message)
        {
            Sender.Tell(message);
        }

        if (answered.Again is { } again && _flusher is null)
        {
            Timers.StartSingleTimer(again, again, BetweenAttempts);
        }
    }

    private void OnPut(PutActor.Ended put)
    {
        if (put.Failure is SpoolException failure)
        {
            Context.Parent.Tell(new SpoolProtocol.Failed(failure));
        }

        if (put.Put is { Refusal: SpoolRefusal.None } stored)
        {
            put.Asker.Tell(new SpoolProtocol.Stored(put.Batch, stored.Live));
            TellWaiting([.. put.Copies.Where(copy => !copy.Live).Select(copy => copy.Receiver)]);
        }
        else
        {
            var reason = put.Put is { Refusal: var refusal } ? _complaints.OfRefusal(refusal)! : put.Failure!.Message;
            put.Asker.Tell(new SpoolProtocol.NotStored(put.Batch, reason));
        }

        _running--;
        FlushWhenIdle();
    }

    private void OnFinished(SpoolProtocol.Finish finish, SpoolFinish result)
    {
        if (!result.Held)
        {
            _log.Warning(
                "Batch {0} was delivered to {1}, but the claim on it was lost meanwhile: it may come twice",
                finish.Claim.Batch.Id, finish.Claim.Receiver);
            return;
        }

        Context.Parent.Tell(SpoolBooks.JournalOf(finish, done: true));
        _books.End(finish, result.Counted, result.Ended);
    }

    private void OnSetAside(SpoolProtocol.SetAside aside, QuarantineKept kept)
    {
        var batch = aside.Claim.Batch;
        _log.Error(
            "Batch {0} of {1} cannot be delivered to {2} beyond record {3}, and is in quarantine: {4}",
            batch.Id, batch.Dataset, aside.Claim.Receiver, aside.Progress.ConfirmedTo[0], aside.Reason);
        Context.Parent.Tell(SpoolBooks.JournalOf(aside.Run, done: false));
        _books.End(aside.Run, kept.Counted, kept.Ended);
        Context.Parent.Tell(kept);
    }

    private void TellWaiting(ImmutableHashSet<string> receivers)
    {
        foreach (var subscriber in receivers.IsEmpty ? [] : _subscribers)
        {
            subscriber.Tell(new SpoolProtocol.Waiting(receivers));
        }
    }

    /// <summary>From then on there is no database: it is about to be closed.</summary>
    private void FlushWhenIdle()
    {
        if (_flusher is not null && _running == 0)
        {
            _store = null;
            _closed = "the relay stops";
            _flusher.Tell(SpoolProtocol.Flushed.Instance);
        }
    }

    private void OnQuestion(object question)
    {
        switch (question)
        {
            case Report { WithCopies: false } report:
                _reports.ReportAsync(_store?.Store, report.Fault).PipeTo(Sender);
                break;
            case Report report:
                Show(store => _reports.ListAsync(store, report.Fault));
                break;
            case SpoolProtocol.ShowSpooled show:
                Show(store => SpoolReports.ShowAsync(store, new BatchId(show.Batch)));
                break;
            case SpoolProtocol.ExportSpooled export:
                Show(store => SpoolReports.ExportAsync(store, new BatchId(export.Batch)));
                break;
            case SpoolProtocol.Reassign { To: var to } when _settings.Now.Receivers.All(receiver => receiver.Name != to):
                Sender.Tell(new SpoolProtocol.NotThere($"the settings have no Receiver {to}"));
                break;
            case SpoolProtocol.Reassign reassign:
                Change(store => store.ReassignAsync(reassign.Receiver, reassign.To), reassign);
                break;
            case SpoolProtocol.Drop { Yes: false } drop when _settings.Now.Receivers.Any(receiver => receiver.Name == drop.Receiver):
                // The order may be a slip: a Receiver of the settings would still get its batches.
                Show(store => SpoolReports.LossAsync(store, drop.Receiver));
                break;
            case SpoolProtocol.Drop drop:
                Change(store => store.DropAsync(drop.Receiver), drop);
                break;
            default:
                Unhandled(question);
                break;
        }
    }

    /// <summary>Runs something that changes nothing, and answers with it.</summary>
    private void Show(Func<ISpoolStore, Task<object>> read)
    {
        if (_store is { } store)
        {
            read(store.Store).PipeTo(Sender, failure: e => new SpoolProtocol.Unavailable(e.Message));
        }
        else
        {
            Sender.Tell(new SpoolProtocol.Unavailable(Unavailable));
        }
    }

    private void Change(Func<ISpoolStore, Task<SpoolDropped>> change, SpoolProtocol.IQuestion asked) => Ask(
        async store => new Changed(asked, await change(store.Store)),
        new SpoolProtocol.Unavailable(_store is null ? _closed : "the database has failed: the log says why"));

    private void OnChanged(Changed changed)
    {
        var (copies, records) = (changed.Dropped.Copies, changed.Dropped.Ended.Values.Sum());
        if (changed.Asked is SpoolProtocol.Reassign reassign)
        {
            _log.Warning("{0} batches that waited for Receiver {1} wait for {2} now", copies, reassign.Receiver, reassign.To);
            Context.Parent.Tell(new JournalProtocol.Reassign(reassign.Receiver, reassign.To));
            TellWaiting([reassign.To]);
        }
        else
        {
            _log.Warning(
                "{0} batches that waited for Receiver {1} were dropped; records that nobody gets any more: {2}",
                copies, ((SpoolProtocol.Drop)changed.Asked).Receiver, records);
            _books.Drop(changed.Dropped.Ended);
        }

        Sender.Tell(new SpoolProtocol.Done(Copies: copies, Records: records));
    }

    /// <summary>Parent to copies: how is the spool? Answered by <see cref="SpoolProtocol.SpoolReport"/>.</summary>
    /// <param name="Fault">Why nothing can be put; null when it can.</param>
    public sealed record Report(string? Fault)
    {
        /// <summary>With the oldest copies, or <see cref="SpoolProtocol.Unavailable"/>.</summary>
        public bool WithCopies { get; init; }
    }

    /// <summary>Something that ran has ended, well or not.</summary>
    private abstract record Ended;

    /// <param name="Message">For the asker; null for nothing.</param>
    private sealed record Answered(object? Message) : Ended
    {
        public SpoolException? Failure { get; init; }

        public object? Again { get; init; }
    }

    private sealed record Released(SpoolProtocol.Release Release, bool Held) : Ended;

    private sealed record Finished(SpoolProtocol.Finish Finish, SpoolFinish Result) : Ended;

    private sealed record IsSetAside(SpoolProtocol.SetAside Asked, QuarantineKept? Kept) : Ended;

    private sealed record Changed(SpoolProtocol.IQuestion Asked, SpoolDropped Dropped) : Ended;
}

using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// <c>/user/batches</c>: admits batches and starts each as soon as its blocks can be promised, oldest first; small ones
/// wait in a line of their own and so never behind a big one. How many can wait is bounded by the edge's <c>in-flight</c>:
/// each holds its body. It answers every post once; a BatchActor that fails is answered for and not started again. Its child
/// <c>backlog</c> has what waits in the spool, whose runs get blocks here too.
/// <para>
/// It owns the ledger: a body that runs already is joined, one that was finished is not sent again, one that was half done
/// goes on, and one that was refused for what it holds is set aside.
/// </para>
/// </summary>
internal sealed class BatchesActor : UntypedActor
{
    /// <summary>Bodies up to this many bytes count as small, and may use the blocks kept for such.</summary>
    public const long SmallBody = 1024 * 1024;

    /// <summary>Once may be chance; a body that is always answered 500 would come again until its job is disabled.</summary>
    private const int MostFaults = 2;

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly BatchWork _work;
    private readonly IActorRef _receivers;
    private readonly IActorRef _backlog;
    private readonly BatchLedger _ledger;
    private readonly BlockQueue _queue;
    private readonly Dictionary<IActorRef, RunningBatch> _batches = [];
    private readonly Dictionary<LedgerKey, RunningBatch> _byKey = [];
    private readonly Dictionary<IActorRef, BlockQueue.Entry> _copies = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private DateTimeOffset _warned = DateTimeOffset.MinValue;

    public BatchesActor(CurrentSettings settings, BatchWork work, IActorRef receivers, BatchLedger ledger)
    {
        _work = work;
        _receivers = receivers;
        _ledger = ledger;
        _backlog = Context.ActorOf(BacklogActor.Props(settings, work), "backlog");
        var self = Self;
        _queue = new BlockQueue(work.Pool, () => self.Tell(BlocksFreed.Instance));
    }

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <param name="settings">What comes out of the spool is delivered under these.</param>
    public static Props Props(CurrentSettings settings, BatchWork work, IActorRef receivers, BatchLedger ledger) =>
        Akka.Actor.Props.Create(() => new BatchesActor(settings, work, receivers, ledger));

    protected override void PreStart() => _receivers.Tell(new ReceiversProtocol.Subscribe(Self));

    protected override void PostStop()
    {
        foreach (var batch in _batches.Values)
        {
            batch.Answer(Failed);
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BatchesProtocol.Submit submit:
                Admit(submit);
                break;
            case BatchesProtocol.SubmitSpooled spooled:
                Admit(spooled);
                break;
            case RunProtocol.Answer answer:
                Answer(Sender, answer.Of);
                break;
            case BatchesProtocol.Answered answered:
                _ledger.Answered(answered.Key, answered.Request);
                break;
            case BatchesProtocol.NotAnswered notAnswered:
                TakeBack(notAnswered);
                break;
            case ReceiversProtocol.Receivers receivers:
                _queue.Receivers = receivers.ByName;
                _queue.StartWaiting();
                _backlog.Tell(receivers);
                break;
            case RunProtocol.Ready ready:
                _copies.Add(Context.Watch(Sender), _queue.Enqueue(Sender, ready.Blocks, ready.IsSmall));
                break;
            case BlocksFreed:
                _queue.StartWaiting();
                break;
            case Terminated terminated:
                Answer(terminated.ActorRef, Failed);
                Forget(terminated.ActorRef);
                break;
            case BatchesProtocol.StopAll:
                foreach (var batch in _batches.Keys)
                {
                    batch.Tell(RunProtocol.Stop.Instance);
                }

                break;
            case BatchesProtocol.StopBacklog:
                _backlog.Forward(message);
                break;
            case BatchesProtocol.GetBatches:
                Sender.Tell(new BatchesProtocol.BatchesReport(
                    [.. _batches.Values.Select(batch => batch.Report())],
                    new BatchesProtocol.LedgerReport(_ledger.Count, _ledger.Forgotten)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Forget(IActorRef actor)
    {
        if (_batches.Remove(actor, out var batch))
        {
            batch.Blocks?.End();
        }
        else if (_copies.Remove(actor, out var blocks))
        {
            blocks.End();
        }

        _queue.StartWaiting();
    }

    private static BatchAnswer Failed => new(BatchOutcome.Failed, null, 0, null);

    private void Admit(BatchesProtocol.Submit submit)
    {
        var batch = submit.Batch;
        if (_byKey.TryGetValue(batch.Key, out var running))
        {
            _log.Info("Batch {0} of {1} is the same as {2}, and joins it", batch.Id, batch.Dataset, running.Batch.Id);
            batch.Body.Dispose();
            running.Join(batch.Id, submit.Answer);
            return;
        }

        switch (_ledger.Find(batch.Key))
        {
            case LedgerEntry.Finished { Answer.Outcome: BatchOutcome.Quarantined } or LedgerEntry.Poison when batch.IsReplay:
                Deliver(submit, resume: null, faults: 0);
                break;
            case LedgerEntry.Finished finished:
                Repeat(submit, finished);
                break;
            case LedgerEntry.Poison poison:
                SetAside(submit, poison);
                break;
            case LedgerEntry.HalfDone halfDone:
                Deliver(submit, halfDone.For(batch.Routes), halfDone.Faults);
                break;
            default:
                Deliver(submit, resume: null, faults: 0);
                break;
        }
    }

    /// <summary>It is on disk, so that is what it is answered; what the ledger knows says how much of it is delivered from there.</summary>
    private void Admit(BatchesProtocol.SubmitSpooled spooled)
    {
        if (_byKey.TryGetValue(spooled.Key, out var running))
        {
            _log.Info("Batch {0} of {1} is the same as {2}, and joins it", spooled.Batch, spooled.Key.Dataset, running.Batch.Id);
            Drop(spooled);
            running.Join(spooled.Batch, spooled.Answer);
            return;
        }

        var known = _ledger.Find(spooled.Key);
        if (known is LedgerEntry.Finished finished)
        {
            Drop(spooled);
            Remember(spooled.Key, finished with { Request = spooled.Batch });
            spooled.Answer.TrySetResult(finished.Answer with { Outcome = BatchOutcome.Repeat });
            return;
        }

        var answer = new BatchAnswer(BatchOutcome.Spooled, null, 0, null);
        Remember(spooled.Key, new LedgerEntry.Finished(spooled.Batch, answer));
        Journal(BatchJournal.Of(spooled, answer, Now), answer);
        var halfDone = known as LedgerEntry.HalfDone;
        var reached = halfDone?.For(spooled.Routes) ?? ResumePoint.Beginning(spooled.Routes.Receivers.Length);
        if (halfDone is not null && !spooled.Live.IsEmpty)
        {
            TakeBack(halfDone, spooled.Batch);
        }

        foreach (var claim in spooled.Live)
        {
            var confirmedTo = reached.ConfirmedTo[spooled.Routes.Receivers.IndexOf(claim.Receiver)];
            _work.Spool.Tell(new SpoolProtocol.Release(claim, ResumePoint.At(confirmedTo)) { CountedTo = reached.ConfirmedByAll });
        }

        CountRepeated(spooled.Key.Dataset, reached.ConfirmedByAll);
        spooled.Answer.TrySetResult(answer);
    }

    /// <summary>
    /// What comes out of the spool is read from its beginning, and sets its bad lines aside under its own name. Should the
    /// relay end before the old ones are gone, they are there twice; never not at all, for the body is on disk.
    /// </summary>
    private void TakeBack(LedgerEntry.HalfDone halfDone, BatchId batch) => _work.Quarantine.Tell(
        new QuarantineProtocol.TakeBack(batch, halfDone.Progress.Resume.Earlier.Add(halfDone.Batch), halfDone.Progress)
        {
            Why = "it was posted before, and is read again out of the spool",
        },
        ActorRefs.NoSender);

    /// <summary>Nothing of it need be delivered from the spool.</summary>
    private void Drop(BatchesProtocol.SubmitSpooled spooled)
    {
        foreach (var claim in spooled.Live)
        {
            _work.Spool.Tell(new SpoolProtocol.Finish(claim, default));
        }
    }

    private void Repeat(BatchesProtocol.Submit submit, LedgerEntry.Finished finished)
    {
        var batch = submit.Batch;
        batch.Body.Dispose();
        Remember(batch.Key, finished with { Request = batch.Id });
        CountRepeated(batch.Dataset, finished.Answer.Records ?? 0);
        submit.Answer.TrySetResult(finished.Answer with { Outcome = BatchOutcome.Repeat });
    }

    private void CountRepeated(string dataset, long records) =>
        _work.Accounts.Post(dataset, new RecordCounts { Received = records, Repeated = records });

    private void SetAside(BatchesProtocol.Submit submit, LedgerEntry.Poison poison)
    {
        var props = PoisonBatchActor.Props(submit.Batch, poison.Outcome, _work.Quarantine);
        Add(submit, props, new BatchProgress(submit.Batch.Dataset, receivers: 0, _work.Accounts));
    }

    private void Deliver(BatchesProtocol.Submit submit, ResumePoint? resume, int faults)
    {
        var batch = submit.Batch;
        if (resume is { Start: > 0 })
        {
            _log.Info("Batch {0} of {1} goes on after record {2}", batch.Id, batch.Dataset, resume.Start);
        }

        var progress = new BatchProgress(batch.Dataset, batch.Routes.Receivers.Length, _work.Accounts, resume);
        var running = Add(submit, BatchActor.Props(batch, progress, _work), progress, faults);
        running.Blocks = _queue.Enqueue(
            running.Actor, FormatPlan.BlocksNeeded(batch.Routes.Receivers.Length), batch.Body.Length <= SmallBody);
    }

    private RunningBatch Add(BatchesProtocol.Submit submit, Props props, BatchProgress progress, int? faults = null)
    {
        var actor = Context.Watch(Context.ActorOf(props, submit.Batch.Id.Value));
        var running = new RunningBatch(actor, submit.Batch, progress) { Faults = faults };
        running.Join(submit.Batch.Id, submit.Answer);
        _batches.Add(actor, running);
        _byKey.Add(submit.Batch.Key, running);
        return running;
    }

    /// <summary>The ledger knows before the posts do: whoever is answered may post again at once.</summary>
    private void Answer(IActorRef actor, BatchAnswer answer)
    {
        if (!_batches.TryGetValue(actor, out var batch) || batch.IsAnswered)
        {
            return;
        }

        _byKey.Remove(batch.Batch.Key);
        if (EntryOf(batch, answer) is { } entry)
        {
            Remember(batch.Batch.Key, entry);
        }

        batch.Answer(answer);
        Journal(BatchJournal.Of(batch, answer, Now), answer);
    }

    private static LedgerEntry? EntryOf(RunningBatch batch, BatchAnswer answer) => answer.Outcome switch
    {
        BatchOutcome.Confirmed or BatchOutcome.Spooled or BatchOutcome.Quarantined =>
            new LedgerEntry.Finished(batch.Request, answer),
        BatchOutcome.Invalid or BatchOutcome.TooLarge => new LedgerEntry.Poison(answer.Outcome),
        BatchOutcome.Failed when batch.Faults + 1 >= MostFaults => new LedgerEntry.Poison(answer.Outcome),
        BatchOutcome.Failed when batch.Faults is { } faults => HalfDone(batch, faults + 1),
        _ => batch.Progress.HasBegun || batch.Faults > 0 ? HalfDone(batch, batch.Faults ?? 0) : null,
    };

    private static LedgerEntry.HalfDone HalfDone(RunningBatch batch, int faults) =>
        new(batch.Batch.Id, batch.Batch.Routes, batch.Progress) { Faults = faults };

    /// <summary>Nobody read the answer. By now the same body may have come again, and what is known of that holds.</summary>
    private void TakeBack(BatchesProtocol.NotAnswered post)
    {
        if (!_byKey.ContainsKey(post.Key) && _ledger.Find(post.Key) is null)
        {
            Remember(post.Key, new LedgerEntry.Finished(post.Request, post.Answer));
        }
    }

    private void Journal(JournalEntry entry, BatchAnswer answer)
    {
        _work.Journal.Tell(new JournalProtocol.Write(entry));
        _work.Accounts.Received(entry.Dataset, entry.Received);
        _work.Meter?.Answered(entry, answer.IsKept);
        _log.Debug(
            "Batch {0} of {1}: {2} after {3:0} ms, {4} bytes, {5} records",
            entry.Batch, entry.Path, entry.Outcome, (entry.Answered - entry.Received).TotalMilliseconds, entry.Bytes, entry.Records);
    }

    private void Remember(LedgerKey key, LedgerEntry entry)
    {
        var before = _ledger.Forgotten;
        _ledger.Remember(key, entry);
        if (_ledger.Forgotten > before && Now - _warned >= BetweenWarnings)
        {
            _warned = Now;
            _log.Warning(
                "The ledger is full, raise relay.ledger.max-entries; batches forgotten so far, which may come twice: {0}",
                _ledger.Forgotten);
        }
    }

    private sealed record BlocksFreed : IDeadLetterSuppression
    {
        public static BlocksFreed Instance { get; } = new();
    }
}

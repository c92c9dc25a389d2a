using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>What becomes of a post, by what the ledger says of its body.</summary>
internal sealed partial class BatchesActor
{
    /// <summary>Once may be chance; a body that is always answered 500 would come again until its job is disabled.</summary>
    private const int MostFaults = 2;

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private DateTimeOffset _warned = DateTimeOffset.MinValue;

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
        Journal(spooled, answer);
        var halfDone = known as LedgerEntry.HalfDone;
        var confirmed = halfDone?.For(spooled.Routes) ?? ResumePoint.Beginning(spooled.Routes.Receivers.Length);
        if (halfDone is not null && !spooled.Live.IsEmpty)
        {
            TakeBack(halfDone, spooled.Batch);
        }

        foreach (var claim in spooled.Live)
        {
            var confirmedTo = confirmed.ConfirmedTo[spooled.Routes.Receivers.IndexOf(claim.Receiver)];
            _work.Spool.Tell(new SpoolProtocol.Release(claim, new SpoolProgress(confirmedTo)));
        }

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
        });

    /// <summary>Nothing of it need be delivered from the spool.</summary>
    private void Drop(BatchesProtocol.SubmitSpooled spooled)
    {
        foreach (var claim in spooled.Live)
        {
            _work.Spool.Tell(new SpoolProtocol.Finish(claim, default, 0, 0));
        }
    }

    private void Repeat(BatchesProtocol.Submit submit, LedgerEntry.Finished finished)
    {
        var batch = submit.Batch;
        batch.Body.Dispose();
        Remember(batch.Key, finished with { Request = batch.Id });
        var records = finished.Answer.Records ?? 0;
        _work.Accounts.Post(batch.Dataset, new RecordCounts { Received = records, Repeated = records });
        submit.Answer.TrySetResult(finished.Answer with { Outcome = BatchOutcome.Repeat });
    }

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
        Start(Add(submit, BatchActor.Props(batch, progress, _work), progress, faults).Run);
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
        Journal(batch, answer);
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

    private void Remember(LedgerKey key, LedgerEntry entry)
    {
        var before = _ledger.Forgotten;
        _ledger.Remember(key, entry);
        if (_ledger.Forgotten > before && Context.System.Scheduler.Now - _warned >= BetweenWarnings)
        {
            _warned = Context.System.Scheduler.Now;
            _log.Warning(
                "The ledger is full, raise relay.ledger.max-entries; batches forgotten so far, which may come twice: {0}",
                _ledger.Forgotten);
        }
    }
}

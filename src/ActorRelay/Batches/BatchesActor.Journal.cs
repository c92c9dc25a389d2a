using ActorRelay.Accounts;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <content>What an auditor is told of a batch, whatever became of it.</content>
internal sealed partial class BatchesActor
{
    private void Journal(RunningBatch running, BatchAnswer answer)
    {
        var (batch, progress) = (running.Batch, running.Progress);
        var times = progress.EventTimes;
        var isKept = BatchEnds.IsKept(answer.Outcome);
        var entry = new JournalEntry(
            batch.Id,
            batch.Hash.ToString(),
            batch.Dataset,
            batch.Source,
            batch.Path,
            batch.Address,
            batch.Received,
            Context.System.Scheduler.Now,
            batch.Body.Length,
            BatchOutcomeWord.Of(answer.Outcome),
            [
                .. batch.Routes.Receivers.Take(progress.Receivers).Select((receiver, i) => DeliveryOf(
                    receiver, progress.TakeDelivered(i), isKept && !answer.WaitsFor.Contains(receiver))),
            ])
        {
            Secret = batch.Secret,
            Records = answer.Records,
            FirstEvent = times.IsEmpty ? null : times.FirstTime,
            LastEvent = times.IsEmpty ? null : times.LastTime,
        };
        _work.Journal.Tell(new JournalProtocol.Write(entry));
    }

    private static JournalDelivery DeliveryOf(string receiver, DeliveredRecords delivered, bool done) =>
        new(receiver, delivered.Confirmed, delivered.Resent, Spooled: 0, done);

    private void Journal(BatchesProtocol.SubmitSpooled spooled, BatchAnswer answer)
    {
        var batch = spooled.Live[0].Batch;
        _work.Journal.Tell(new JournalProtocol.Write(new JournalEntry(
            batch.Id,
            batch.Hash,
            batch.Dataset,
            batch.Source,
            batch.Path,
            spooled.Address,
            batch.Received,
            Context.System.Scheduler.Now,
            batch.Bytes,
            BatchOutcomeWord.Of(answer.Outcome),
            [.. spooled.Live.Select(claim => new JournalDelivery(claim.Receiver, 0, Resent: 0, Spooled: 0, Done: false))])
        {
            Secret = spooled.Secret,
        }));
    }
}

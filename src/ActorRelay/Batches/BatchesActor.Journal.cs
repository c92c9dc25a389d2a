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
                .. batch.Routes.Receivers.Take(progress.Receivers).Select((receiver, i) => new JournalDelivery(
                    receiver, progress.TakeConfirmedBy(i), Resent: 0, Spooled: 0, isKept && !answer.WaitsFor.Contains(receiver))),
            ])
        {
            Records = answer.Records,
            FirstEvent = times.IsEmpty ? null : Time(times.First),
            LastEvent = times.IsEmpty ? null : Time(times.Last),
        };
        _work.Journal.Tell(new JournalProtocol.Write(entry));
    }

    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}

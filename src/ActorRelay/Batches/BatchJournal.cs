using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Batches;

/// <summary>What an auditor is told of a batch once it is answered, whatever became of it.</summary>
internal static class BatchJournal
{
    public static JournalEntry Of(RunningBatch running, BatchAnswer answer, DateTimeOffset now)
    {
        var (batch, progress) = (running.Batch, running.Progress);
        var times = progress.EventTimes;
        return Of(batch.Origin, batch.Address, batch.Body.Length, answer, now, [
            .. batch.Routes.Receivers.Take(progress.Receivers).Select((receiver, i) => DeliveryOf(
                receiver, progress.TakeDelivered(i), answer.IsKept && !answer.WaitsFor.Contains(receiver))),
        ]) with
        {
            Secret = batch.Secret,
            Records = answer.Records,
            FirstEvent = times.IsEmpty ? null : times.FirstTime,
            LastEvent = times.IsEmpty ? null : times.LastTime,
        };
    }

    /// <summary>Of one that went into the spool as it came: nothing of it is counted yet.</summary>
    public static JournalEntry Of(BatchesProtocol.SubmitSpooled spooled, BatchAnswer answer, DateTimeOffset now)
    {
        var batch = spooled.Live[0].Batch;
        return Of(batch.Origin, spooled.Address, batch.Bytes, answer, now, [
            .. spooled.Live.Select(claim => DeliveryOf(claim.Receiver, default, done: false)),
        ]) with
        {
            Secret = spooled.Secret,
        };
    }

    private static JournalEntry Of(
        BatchOrigin of, string address, long bytes, BatchAnswer answer, DateTimeOffset now, ImmutableArray<JournalDelivery> deliveries) =>
        new(
            of.Id, of.Hash, of.Dataset, of.Source, of.Path, address, of.Received, now, bytes,
            BatchOutcomeWord.Of(answer.Outcome), deliveries);

    private static JournalDelivery DeliveryOf(string receiver, (long Confirmed, long Resent) delivered, bool done) =>
        new(receiver, delivered.Confirmed, delivered.Resent, Spooled: 0, done);
}

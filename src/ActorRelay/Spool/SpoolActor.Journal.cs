using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Records;
using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>What journal and books are told of copies that came further.</content>
internal sealed partial class SpoolActor
{
    /// <summary>What nobody had counted before was counted in the same transaction; the books follow it.</summary>
    private void PostEnded(SpoolProtocol.Finish run, bool counted, SpoolEnd ended)
    {
        var dataset = run.Claim.Batch.Dataset;
        if (counted)
        {
            _accounts.Post(dataset, new RecordCounts
            {
                Received = run.Count.More + run.Filtered + run.Repeated,
                Filtered = run.Filtered,
                Repeated = run.Repeated,
                Spooled = run.Count.More,
            });
        }

        _accounts.Post(dataset, new RecordCounts
        {
            Confirmed = ended.Confirmed,
            Quarantined = ended.SetAside,
            Spooled = -ended.Records,
        });
    }

    private void OnReleased(SpoolProtocol.Release release, bool held)
    {
        Tell([release.Claim.Receiver]);
        if (held && release.Delivered != default)
        {
            Journal(release.Claim, release.Delivered, done: false, count: null);
        }
    }

    private void Journal(SpoolProtocol.Finish finish, bool done)
    {
        var (records, times) = (finish.Count.Framed, finish.EventTimes);
        var count = records == 0 ? null : new JournalCount(
            records, times.IsEmpty ? null : times.FirstTime, times.IsEmpty ? null : times.LastTime);
        Journal(finish.Claim, finish.Delivered, done, count);
    }

    private void Journal(SpoolClaim claim, DeliveredRecords delivered, bool done, JournalCount? count) =>
        _journal.Tell(new JournalProtocol.Add(
            claim.Batch.Id,
            new JournalDelivery(claim.Receiver, delivered.Confirmed, delivered.Resent, Spooled: delivered.Confirmed, done),
            count));
}

using ActorRelay.Streams;
using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>What the journal is told of copies that came further.</content>
internal sealed partial class SpoolActor
{
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

using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>What the journal is told of copies that came further.</content>
internal sealed partial class SpoolActor
{
    private void OnReleased(SpoolProtocol.Release release, bool held)
    {
        Tell([release.Claim.Receiver]);
        if (held && release.Confirmed > 0)
        {
            Journal(release.Claim, release.Confirmed, done: false, count: null);
        }
    }

    private void Journal(SpoolProtocol.Finish finish)
    {
        var (records, times) = (finish.Count.Framed, finish.EventTimes);
        var count = records == 0 ? null : new JournalCount(
            records, times.IsEmpty ? null : times.FirstTime, times.IsEmpty ? null : times.LastTime);
        Journal(finish.Claim, finish.Confirmed, done: true, count);
    }

    private void Journal(SpoolClaim claim, long confirmed, bool done, JournalCount? count) => _journal.Tell(new JournalProtocol.Add(
        claim.Batch.Id, new JournalDelivery(claim.Receiver, confirmed, Resent: 0, Spooled: confirmed, done), count));
}

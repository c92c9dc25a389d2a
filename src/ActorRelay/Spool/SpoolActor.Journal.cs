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
            Journal(release.Claim, release.Confirmed, done: false);
        }
    }

    private void Journal(SpoolClaim claim, long confirmed, bool done) => _journal.Tell(new JournalProtocol.Add(
        claim.Batch.Id, new JournalDelivery(claim.Receiver, confirmed, Resent: 0, Spooled: confirmed, done)));
}

namespace ActorRelay.Spool;

/// <summary>What the spool holds for one Receiver.</summary>
/// <param name="Receiver">Its name, which the settings may not have any more: then the copies are orphaned.</param>
/// <param name="Live">Copies that the run which took them in still delivers.</param>
/// <param name="Waiting">Copies nobody looks after.</param>
/// <param name="Claimed">Copies being delivered again.</param>
/// <param name="Bytes">Bytes of the bodies of all of them.</param>
/// <param name="Oldest">When the oldest was received.</param>
internal sealed record SpoolBacklog(
    string Receiver, long Live, long Waiting, long Claimed, long Bytes, DateTimeOffset Oldest)
{
    public long Batches => Live + Waiting + Claimed;
}

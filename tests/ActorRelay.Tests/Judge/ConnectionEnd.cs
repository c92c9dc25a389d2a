namespace ActorRelay.Tests.Judge;

/// <summary>How one connection ended, and what its application had not read by then.</summary>
/// <param name="Connection">Which, from 0, as they were accepted.</param>
/// <param name="Kind">How.</param>
/// <param name="Cause">In words.</param>
/// <param name="Read">Bytes the application had read.</param>
/// <param name="Unread">Bytes the kernel had acknowledged and still held.</param>
/// <param name="UnreadRecords">The whole records among those; null where nobody could look.</param>
internal sealed record ConnectionEnd(
    int Connection, EndKind Kind, string Cause, long Read, long Unread, IReadOnlyList<UnreadRecord>? UnreadRecords = null)
{
    /// <summary>What the sender's kernel was told has arrived, and so what a replay is taken of.</summary>
    public long Acknowledged => Read + Unread;
}

namespace ActorRelay.Spool;

/// <summary>What the spool holds, each batch counted once, whoever it waits for.</summary>
/// <param name="Batches">Batches.</param>
/// <param name="Records">Their records that wait, as far as they were counted.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="Stored">Bytes that count against <c>relay.spool.max-size</c>.</param>
internal sealed record SpoolSize(long Batches, long Records, long Bytes, long Stored);

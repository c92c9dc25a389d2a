using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>A line to set aside.</summary>
/// <param name="Batch">Whose it is.</param>
/// <param name="Dataset">Of the batch.</param>
/// <param name="Source">Of the batch.</param>
/// <param name="Line">Which line of the batch, from 1. One that is there already is not kept twice.</param>
/// <param name="Reason">Why it cannot be delivered, a word.</param>
/// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
/// <param name="Content">The line; of one that is too long, its beginning.</param>
internal sealed record QuarantinedLine(
    BatchId Batch, string Dataset, string Source, long Line, string Reason, long Offset, byte[] Content);

using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>A line or a whole body in quarantine.</summary>
/// <param name="Number">Its name there; grows with time.</param>
/// <param name="Batch">The batch; under this name the spool has the body, of a whole one.</param>
/// <param name="Dataset">Of the batch.</param>
/// <param name="Source">Of the batch.</param>
/// <param name="Line">Which line, from 1; 0 for a whole body.</param>
/// <param name="Receiver">Of a body out of the spool, the Receiver it waited for; else empty.</param>
/// <param name="ConfirmedTo">Of a body out of the spool, ordinal of the first record that it has not confirmed.</param>
/// <param name="Reason">Why, a word.</param>
/// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
/// <param name="Bytes">Of the line or the body.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Replayed">When it was sent again; null when it was not.</param>
/// <param name="Content">The line; null for a body, and when it was not asked for.</param>
internal sealed record QuarantineItem(
    long Number,
    BatchId Batch,
    string Dataset,
    string Source,
    long Line,
    string Receiver,
    long ConfirmedTo,
    string Reason,
    long Offset,
    long Bytes,
    DateTimeOffset At,
    DateTimeOffset? Replayed,
    byte[]? Content);

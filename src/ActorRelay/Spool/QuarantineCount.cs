using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>Items of one dataset: those there are, or those that were evicted.</summary>
internal sealed record QuarantineCount(string Dataset, long Lines, long Bodies, long Bytes);

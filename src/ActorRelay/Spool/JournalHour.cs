using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>An hour, of UTC, in which batches of a dataset were received.</summary>
internal readonly record struct JournalHour(string Dataset, DateTimeOffset Begin);

using ActorRelay.Records;

namespace ActorRelay.Spool.Sql;

/// <summary>One that held a batch has let it go.</summary>
/// <param name="IsDone">False when it was the last, and the body is not all deleted yet.</param>
/// <param name="Dataset">Of the batch.</param>
/// <param name="Ended">Records that wait for nobody any more.</param>
internal readonly record struct SpoolLetGo(bool IsDone, string Dataset, SpoolEnd Ended);

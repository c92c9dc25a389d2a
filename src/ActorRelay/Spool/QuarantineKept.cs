using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>They are on disk.</summary>
/// <param name="New">How many of them were not there before.</param>
/// <param name="Evicted">What was deleted to make room, oldest first.</param>
internal sealed record QuarantineKept(int New, ImmutableArray<QuarantineCount> Evicted);

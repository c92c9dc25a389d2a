using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>What an operator dropped.</summary>
/// <param name="Copies">How many copies.</param>
/// <param name="Ended">Records that wait for nobody any more, by dataset.</param>
internal sealed record SpoolDropped(long Copies, ImmutableDictionary<string, long> Ended);

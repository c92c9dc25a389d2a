using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>What became of a put.</summary>
/// <param name="Refusal">Why nothing of it was kept; <see cref="SpoolRefusal.None"/> when it is on disk.</param>
/// <param name="Live">The claims on its live copies, in their order.</param>
internal sealed record SpoolPut(SpoolRefusal Refusal, ImmutableArray<SpoolClaim> Live)
{
    public static SpoolPut Refused(SpoolRefusal refusal) => new(refusal, []);
}

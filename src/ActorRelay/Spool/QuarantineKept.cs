using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>They are on disk.</summary>
/// <param name="New">How many of them were not there before.</param>
/// <param name="Evicted">What was deleted to make room, oldest first.</param>
internal sealed record QuarantineKept(int New, ImmutableArray<QuarantineCount> Evicted)
{
    /// <summary>Of a body out of the spool: the records of the <see cref="SpoolCount"/> are in the batch now.</summary>
    public bool Counted { get; init; }

    /// <summary>Of a body out of the spool: records that wait for no Receiver any more.</summary>
    public SpoolEnd Ended { get; init; }
}

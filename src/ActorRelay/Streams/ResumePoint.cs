using System.Collections.Immutable;

namespace ActorRelay.Streams;

/// <summary>
/// How far earlier runs of the same body came, in ordinals of its records: where this run goes on. It holds whatever the
/// output options are, for an ordinal counts input records.
/// </summary>
/// <param name="ConfirmedTo">For each Receiver of the route, in its order: the first record it has not confirmed.</param>
/// <param name="SetAsideTo">Every bad line before this record is in quarantine.</param>
/// <param name="Quarantined">How many lines those are.</param>
internal sealed record ResumePoint(ImmutableArray<long> ConfirmedTo, long SetAsideTo, long Quarantined)
{
    /// <summary>The first record that some Receiver has not confirmed.</summary>
    public long ConfirmedByAll => ConfirmedTo.Min();

    /// <summary>There is nothing left to do for the records before this one.</summary>
    public long Start => Math.Min(ConfirmedByAll, SetAsideTo);

    public static ResumePoint Beginning(int receivers) => new([.. new long[receivers]], 0, 0);
}

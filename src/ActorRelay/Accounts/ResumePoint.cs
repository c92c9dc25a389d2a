using System.Collections.Immutable;

namespace ActorRelay.Accounts;

/// <summary>
/// How far earlier runs of the same body came, in ordinals of its records: where this run goes on. It holds whatever the
/// output options are, for an ordinal counts input records.
/// </summary>
/// <param name="ConfirmedTo">For each Receiver, in the order of the routes: the first record it may get and has not confirmed.</param>
/// <param name="SetAsideTo">Every bad line before this record is in quarantine.</param>
/// <param name="Quarantined">How many lines those are.</param>
internal sealed record ResumePoint(ImmutableArray<long> ConfirmedTo, long SetAsideTo, long Quarantined)
{
    private static readonly ImmutableArray<ResumePoint> Beginnings = [.. Enumerable.Range(0, 16).Select(BeginningFor)];

    /// <summary>Names under which earlier runs have set lines aside.</summary>
    public ImmutableArray<BatchId> Earlier { get; init; } = [];

    /// <summary>The first record that some Receiver may get and has not confirmed; 0 when there is no Receiver.</summary>
    public long ConfirmedByAll => ConfirmedTo.IsEmpty ? 0 : ConfirmedTo.Min();

    /// <summary>There is nothing left to do for the records before this one.</summary>
    public long Start => Math.Min(ConfirmedByAll, SetAsideTo);

    /// <summary>Where an output begins. The one that stands in where there is no Receiver begins at the beginning.</summary>
    public long StartOf(int output) => ConfirmedTo.IsEmpty ? 0 : ConfirmedTo[output];

    /// <summary>Most batches begin there, and each is remembered for a while, so they share it.</summary>
    public static ResumePoint Beginning(int receivers) =>
        receivers < Beginnings.Length ? Beginnings[receivers] : BeginningFor(receivers);

    /// <summary>How far one copy has come, which is for one Receiver.</summary>
    public static ResumePoint At(long confirmedTo, long setAsideTo = 0, long quarantined = 0) =>
        new([confirmedTo], setAsideTo, quarantined);

    public bool Equals(ResumePoint? other) => other is not null
        && ConfirmedTo.AsSpan().SequenceEqual(other.ConfirmedTo.AsSpan())
        && (SetAsideTo, Quarantined) == (other.SetAsideTo, other.Quarantined)
        && Earlier.AsSpan().SequenceEqual(other.Earlier.AsSpan());

    public override int GetHashCode() => HashCode.Combine(ConfirmedByAll, SetAsideTo, Quarantined);

    private static ResumePoint BeginningFor(int receivers) => new([.. new long[receivers]], 0, 0);
}

/// <summary>What a run counted in a body, for the spool, from the record on that the spool had not counted.</summary>
/// <param name="Framed">All records of the body as far as the run came, the counted ones included.</param>
/// <param name="Delivered">Of those that were not counted, the ones that some Receiver gets.</param>
/// <param name="Filtered">Of these, the ones that no Receiver gets.</param>
/// <param name="Repeated">Of these, the ones that had been at their end before the batch was spooled.</param>
/// <param name="From">
/// What the spool had counted when the run began; null for whatever that was. Runs whose ends differ, as where a body has too
/// many bad lines, are not added to each other.
/// </param>
internal readonly record struct RunCount(long Framed, long Delivered, long Filtered = 0, long Repeated = 0, long? From = null);

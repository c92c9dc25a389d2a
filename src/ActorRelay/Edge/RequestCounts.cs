using System.Collections.Immutable;

namespace ActorRelay.Edge;

/// <summary>Posts by the status they were answered with, since the start. Thread-safe.</summary>
internal sealed class RequestCounts
{
    private const int LargestStatus = 599;

    private readonly long[] _byStatus = new long[LargestStatus + 1];
    private long _abandoned;

    /// <summary>Uploads whose client went before the end; nothing was answered, and nothing forwarded.</summary>
    public long Abandoned => Interlocked.Read(ref _abandoned);

    public void Count(int status) => Interlocked.Increment(ref _byStatus[status]);

    public void CountAbandoned() => Interlocked.Increment(ref _abandoned);

    public long Of(int status) => Interlocked.Read(ref _byStatus[status]);

    /// <summary>Those above 0, by status.</summary>
    public ImmutableSortedDictionary<int, long> Snapshot() =>
        Enumerable.Range(0, _byStatus.Length)
            .Where(status => Of(status) > 0)
            .ToImmutableSortedDictionary(status => status, Of);
}

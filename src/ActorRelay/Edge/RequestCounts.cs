using System.Collections.Immutable;
using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>Posts by the status they were answered with, and by the outcome, since the start. Thread-safe.</summary>
internal sealed class RequestCounts
{
    private const int LargestStatus = 599;

    private static readonly BatchOutcome[] All = Enum.GetValues<BatchOutcome>();

    private readonly long[] _byStatus = new long[LargestStatus + 1];
    private readonly long[] _byOutcome = new long[All.Length];
    private long _abandoned;
    private long _gone;
    private long _bodyBytes;

    /// <summary>The clients of so many uploads went before the end; nothing was answered, and nothing forwarded.</summary>
    public long Abandoned => Interlocked.Read(ref _abandoned);

    public void Count(BatchOutcome outcome)
    {
        Interlocked.Increment(ref _byStatus[Answers.StatusOf(outcome)]);
        Interlocked.Increment(ref _byOutcome[(int)outcome]);
    }

    /// <summary>
    /// The clients of so many posts had gone while they waited for the answer, or had ended their sending side, which those
    /// that want to hear it seldom do.
    /// </summary>
    public long Gone => Interlocked.Read(ref _gone);

    public void CountGone() => Interlocked.Increment(ref _gone);

    /// <summary>Bytes of bodies that came whole, as they came.</summary>
    public long BodyBytes => Interlocked.Read(ref _bodyBytes);

    public void CountBody(long bytes) => Interlocked.Add(ref _bodyBytes, bytes);

    public void CountAbandoned() => Interlocked.Increment(ref _abandoned);

    public long Of(int status) => Interlocked.Read(ref _byStatus[status]);

    /// <summary>Those above 0, by status.</summary>
    public ImmutableSortedDictionary<int, long> Snapshot() =>
        Enumerable.Range(0, _byStatus.Length)
            .Where(status => Of(status) > 0)
            .ToImmutableSortedDictionary(status => status, Of);

    /// <summary>Those above 0, by the word for the outcome.</summary>
    public ImmutableSortedDictionary<string, long> Outcomes() =>
        All.Select(outcome => (Name: BatchOutcomeWord.Of(outcome), Count: Interlocked.Read(ref _byOutcome[(int)outcome])))
            .Where(outcome => outcome.Count > 0)
            .ToImmutableSortedDictionary(outcome => outcome.Name, outcome => outcome.Count, StringComparer.Ordinal);
}

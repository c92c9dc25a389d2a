using System.Runtime.InteropServices;
using ActorRelay.Batches;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// Tells the operator of posts that were refused before they became batches, such as those of a job with the wrong
/// secret. One warning for each outcome and path a minute, with how many it stands for. Keeps <see cref="Capacity"/>
/// of these; while all of them are of the last minute, others are logged under the path <c>-</c>, so strangers who try
/// many paths cannot fill the log. Thread-safe.
/// </summary>
internal sealed class RefusalLog(TimeProvider time, ILogger logger)
{
    public const int Capacity = 64;

    /// <summary>Stands for a target that is none, and for those there is no place for.</summary>
    private const string NoPath = "-";

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(BatchOutcome Outcome, string Path), Entry> _entries = [];

    /// <param name="outcome">What was answered.</param>
    /// <param name="target">Null when it was none: what was sent instead is never logged.</param>
    public void Add(BatchOutcome outcome, PostTarget? target)
    {
        lock (_lock)
        {
            var key = (outcome, target?.Path ?? NoPath);
            if (!_entries.ContainsKey(key) && !HasPlace())
            {
                key = (outcome, NoPath);
            }

            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var isKnown);
            entry.Count++;
            if (!isKnown || IsDue(entry))
            {
                Write(key, entry.Count);
                entry = new Entry(time.GetTimestamp(), 0);
            }
        }
    }

    /// <summary>Forgets what is older than a minute when it must, and tells what was not told of it.</summary>
    private bool HasPlace()
    {
        if (_entries.Count < Capacity)
        {
            return true;
        }

        foreach (var (key, entry) in _entries.Where(known => IsDue(known.Value)).ToList())
        {
            _entries.Remove(key);
            if (entry.Count > 0)
            {
                Write(key, entry.Count);
            }
        }

        return _entries.Count < Capacity;
    }

    private bool IsDue(Entry entry) => time.GetElapsedTime(entry.Logged) >= BetweenWarnings;

    private void Write((BatchOutcome Outcome, string Path) key, long count) =>
        EdgeLog.Refused(logger, count, key.Path, Answers.StatusOf(key.Outcome), Answers.ErrorOf(key.Outcome));

    /// <param name="Logged">Timestamp of the last warning.</param>
    /// <param name="Count">Refusals since then.</param>
    private record struct Entry(long Logged, long Count);
}

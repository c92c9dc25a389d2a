using System.Runtime.InteropServices;
using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>
/// Tells the operator of posts that were refused, such as those of a job with the wrong secret, and of batches that were.
/// One warning for each outcome and path a minute, with how many it stands for and the last of them; of a 403 also for each
/// reason, which the answer does not tell. Keeps <see cref="Capacity"/>
/// of these; while all of them are of the last minute, others are logged under the path <c>-</c>, so strangers who try
/// many paths cannot fill the log. Thread-safe.
/// </summary>
internal sealed class RefusalLog(TimeProvider time, ILogger logger)
{
    public const int Capacity = 64;

    /// <summary>This stands for a target that is none, and for those there is no place for.</summary>
    private const string NoPath = "-";

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(BatchOutcome Outcome, string Path, string Reason), Entry> _entries = [];

    /// <param name="target">Null when it was none: what was sent instead is never logged.</param>
    /// <param name="error">Why, for the operator.</param>
    public void Add(BatchOutcome outcome, PostTarget? target, string error, Caller caller)
    {
        lock (_lock)
        {
            var reason = outcome is BatchOutcome.Forbidden ? error : "";
            var key = (outcome, target?.Path ?? NoPath, reason);
            if (!_entries.ContainsKey(key) && !HasPlace())
            {
                key = (outcome, NoPath, reason);
            }

            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var isKnown);
            entry = entry with { Count = entry.Count + 1, Error = error, Caller = caller };
            if (!isKnown || IsDue(entry))
            {
                Write(key, entry);
                entry = entry with { Logged = time.GetTimestamp(), Count = 0 };
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
                Write(key, entry);
            }
        }

        return _entries.Count < Capacity;
    }

    private bool IsDue(Entry entry) => time.GetElapsedTime(entry.Logged) >= BetweenWarnings;

    private void Write((BatchOutcome Outcome, string Path, string Reason) key, Entry entry) => EdgeLog.Refused(
        logger, entry.Count, key.Path, Answers.StatusOf(key.Outcome), entry.Error, entry.Caller);

    private record struct Entry(long Logged, long Count, string Error, Caller Caller);
}

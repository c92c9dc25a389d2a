using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Edge;

/// <summary>
/// What was answered on each path, which stands for a job: since when it has been refused, for Cloudflare disables a job after
/// 24 h of that. Senders choose paths, so those have a place that a right secret has opened, the first <see cref="Capacity"/>,
/// and those that are a dataset of the catalogue and nothing more; all others are <see cref="Others"/>. Thread-safe.
/// </summary>
internal sealed class PathCounts
{
    public const int Capacity = 256;

    /// <summary>It is no path, and stands for all that have no place.</summary>
    public const string Others = "(others)";

    /// <summary>A job that is refused comes again every few minutes; a stranger who tried a path once does not.</summary>
    private static readonly TimeSpan StrangersStay = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _paths = new(StringComparer.Ordinal);
    private int _opened;

    public void Count(Post post, BatchOutcome outcome, DateTimeOffset now)
    {
        var status = Answers.StatusOf(outcome);
        lock (_lock)
        {
            var entry = Find(post);
            entry.LastPost = now;
            entry.Answers[status] = entry.Answers.GetValueOrDefault(status) + 1;
            if (status != StatusCodes.Status200OK)
            {
                entry.RefusingSince ??= entry == _paths.GetValueOrDefault(Others) ? null : now;
            }
            else if (outcome is not BatchOutcome.Preflight)
            {
                entry.RefusingSince = null;
            }
        }
    }

    /// <summary>All of them, by path.</summary>
    public ImmutableArray<PathReport> Snapshot(DateTimeOffset now)
    {
        lock (_lock)
        {
            return
            [
                .. _paths.OrderBy(static path => path.Key, StringComparer.Ordinal).Select(path => new PathReport(
                    path.Key,
                    path.Value.LastPost,
                    path.Value.IsOpened || now - path.Value.LastPost < StrangersStay ? path.Value.RefusingSince : null,
                    path.Value.Answers.ToImmutableSortedDictionary())),
            ];
        }
    }

    private Entry Find(Post post)
    {
        var path = post.Target?.Path ?? Others;
        var entry = _paths.GetValueOrDefault(path);
        if (entry is null or { IsOpened: false } && post is { IsOpen: true, Target: not null } && _opened < Capacity)
        {
            _opened++;
            entry ??= _paths[path] = new Entry();
            entry.IsOpened = true;
        }

        return entry ?? Place(post.Target is { Dataset: { } dataset, Source: "" } && DatasetCatalogue.Find(dataset)?.Name == dataset ? path : Others);
    }

    private Entry Place(string path) => _paths.TryGetValue(path, out var entry) ? entry : _paths[path] = new Entry();

    private sealed class Entry
    {
        /// <summary>A right secret was shown for it.</summary>
        public bool IsOpened { get; set; }

        public DateTimeOffset LastPost { get; set; }

        public DateTimeOffset? RefusingSince { get; set; }

        public Dictionary<int, long> Answers { get; } = [];
    }
}

/// <summary>What was answered on one path.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
/// <param name="LastPost">When one was last answered.</param>
/// <param name="RefusingSince">
/// All posts since then, test uploads aside, were refused; null when the last was not. A path that no right secret has
/// opened is forgotten after a while, for strangers try paths.
/// </param>
/// <param name="Answers">How many, by status.</param>
internal sealed record PathReport(
    string Path, DateTimeOffset LastPost, DateTimeOffset? RefusingSince, ImmutableSortedDictionary<int, long> Answers);

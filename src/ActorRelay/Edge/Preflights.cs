using System.Collections.Immutable;

namespace ActorRelay.Edge;

/// <summary>
/// Remembers on which paths Logpush has validated this relay, so that an operator can see that a job was made. Keeps
/// <see cref="Capacity"/> paths; one more makes it forget the one whose pre-flight is longest ago. Thread-safe.
/// </summary>
internal sealed class Preflights
{
    public const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _paths = new(StringComparer.Ordinal);

    public void Remember(string path, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_paths.Count == Capacity && !_paths.ContainsKey(path))
            {
                _paths.Remove(_paths.MinBy(static known => known.Value).Key);
            }

            _paths[path] = now;
        }
    }

    /// <summary>All of them, by path.</summary>
    public ImmutableArray<PreflightReport> Snapshot()
    {
        lock (_lock)
        {
            return
            [
                .. _paths
                    .OrderBy(static known => known.Key, StringComparer.Ordinal)
                    .Select(static known => new PreflightReport(known.Key, known.Value)),
            ];
        }
    }
}

/// <summary>The latest pre-flight on one path.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
internal sealed record PreflightReport(string Path, DateTimeOffset Last);

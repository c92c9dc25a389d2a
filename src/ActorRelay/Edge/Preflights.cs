using System.Collections.Immutable;

namespace ActorRelay.Edge;

/// <summary>
/// Remembers on which paths Logpush has validated this relay, so that an operator can see that a job was made. Keeps
/// <see cref="Capacity"/> paths; one more makes it forget one of the secret that has the most, the one whose pre-flight is
/// longest ago: the sender chooses the path, and whoever has one secret pushes out no path of another. Thread-safe.
/// </summary>
internal sealed class Preflights
{
    public const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Secret, DateTimeOffset Last)> _paths = new(StringComparer.Ordinal);

    /// <param name="path">Where it was posted.</param>
    /// <param name="secret">Name of the secret that opened the path: of strangers nothing is remembered.</param>
    /// <param name="now">When.</param>
    public void Remember(string path, string secret, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_paths.Count == Capacity && !_paths.ContainsKey(path))
            {
                var crowd = _paths.GroupBy(static known => known.Value.Secret).MaxBy(static secrets => secrets.Count())!;
                _paths.Remove(crowd.MinBy(static known => known.Value.Last).Key);
            }

            _paths[path] = (secret, now);
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
                    .Select(static known => new PreflightReport(known.Key, known.Value.Last)),
            ];
        }
    }
}

/// <summary>The latest pre-flight on one path.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
internal sealed record PreflightReport(string Path, DateTimeOffset Last);

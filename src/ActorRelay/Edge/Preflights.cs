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
    private readonly Dictionary<string, PreflightReport> _paths = new(StringComparer.Ordinal);

    public void Remember(string path, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_paths.TryGetValue(path, out var report))
            {
                _paths[path] = report with { Last = now, Count = report.Count + 1 };
                return;
            }

            if (_paths.Count == Capacity)
            {
                _paths.Remove(_paths.Values.MinBy(static known => known.Last)!.Path);
            }

            _paths[path] = new PreflightReport(path, now, now, 1);
        }
    }

    /// <summary>All of them, by path.</summary>
    public ImmutableArray<PreflightReport> Snapshot()
    {
        lock (_lock)
        {
            return [.. _paths.Values.OrderBy(static report => report.Path, StringComparer.Ordinal)];
        }
    }
}

using System.Collections.Concurrent;

namespace ActorRelay.Edge;

/// <summary>
/// What was found out about request paths: the dataset that the first body showed, and when Logpush last checked the
/// path. Bounded: paths beyond <see cref="Most"/> are not remembered, so they are found out again with each post.
/// </summary>
internal sealed class PathMemory
{
    private const int Most = 1024;

    private readonly ConcurrentDictionary<string, string> _datasets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _preflights = new(StringComparer.Ordinal);

    /// <summary>When each path was last checked by a pre-flight.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Preflights => _preflights;

    public string? DatasetOf(string path) => _datasets.GetValueOrDefault(path);

    /// <summary>True when this is news.</summary>
    public bool TryRemember(string path, string dataset) => _datasets.Count < Most && _datasets.TryAdd(path, dataset);

    public void RememberPreflight(string path, DateTimeOffset now)
    {
        if (_preflights.Count < Most || _preflights.ContainsKey(path))
        {
            _preflights[path] = now;
        }
    }
}

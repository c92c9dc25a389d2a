using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>
/// What the path has seen, by dataset. Thread-safe; of more than <see cref="Most"/> datasets the rest is not watched.
/// </summary>
internal sealed class SeenDatasets(TimeProvider time)
{
    public const int Most = 256;

    private readonly ConcurrentDictionary<string, SeenDataset> _datasets = new(StringComparer.Ordinal);

    public IEnumerable<SeenDataset> All => _datasets.Values;

    /// <param name="dataset">Its name.</param>
    /// <param name="receivers">Those of its route.</param>
    /// <returns>Null when there are too many already.</returns>
    public SeenDataset? Of(string dataset, ImmutableArray<string> receivers)
    {
        if (_datasets.TryGetValue(dataset, out var seen))
        {
            return seen;
        }

        return _datasets.Count >= Most
            ? null
            : _datasets.GetOrAdd(
                dataset, static (name, of) => new SeenDataset(name, of.receivers, of.time), (receivers, time));
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>
/// This has what the path has seen, by dataset. Senders choose names of datasets, so of those that neither the catalogue nor the
/// settings have at most <see cref="Most"/> are watched: those remembered from before, then the first that come. None
/// of them can take the place of one that is known. Thread-safe.
/// </summary>
/// <param name="isKnown">Names that always have a place, because the settings have them; null for none.</param>
internal sealed class SeenDatasets(TimeProvider time, Func<string, bool>? isKnown = null)
{
    public const int Most = 256;

    private readonly ConcurrentDictionary<string, SeenDataset> _datasets = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    public IEnumerable<SeenDataset> All => _datasets.Values;

    /// <param name="eventTime">Its routes say that the event time is in one of these.</param>
    /// <returns>Null when there are too many already.</returns>
    public SeenDataset? Of(string dataset, ImmutableArray<string> receivers, ImmutableArray<string> eventTime = default)
    {
        if (_datasets.TryGetValue(dataset, out var seen))
        {
            return seen;
        }

        return !Remember(dataset)
            ? null
            : _datasets.GetOrAdd(
                dataset,
                static (name, of) => new SeenDataset(name, of.receivers, of.time, of.eventTime),
                (receivers, time, eventTime));
    }

    /// <summary>Keeps a place for a dataset.</summary>
    /// <returns>False when there are too many already.</returns>
    public bool Remember(string dataset)
    {
        // In another spelling than the catalogue's, it is one of many that a sender can write.
        if (DatasetCatalogue.Find(dataset)?.Name == dataset || isKnown?.Invoke(dataset) == true)
        {
            return true;
        }

        lock (_lock)
        {
            return _strangers.Contains(dataset) || (_strangers.Count < Most && _strangers.Add(dataset));
        }
    }
}

namespace ActorRelay.Inspection;

/// <summary>
/// The books: per dataset, where every record is. Written once per block, never per line; one lock, so that a snapshot
/// never shows a record in two places or in none.
/// </summary>
internal sealed class RecordAccounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordCounts> _datasets = new(StringComparer.Ordinal);

    /// <summary>Adds <paramref name="change"/>, whose members may be negative, to a dataset's counts.</summary>
    public void Post(string dataset, RecordCounts change)
    {
        lock (_lock)
        {
            _datasets[dataset] = _datasets.GetValueOrDefault(dataset) + change;
        }
    }

    /// <summary>All datasets at one moment, by name.</summary>
    public SortedDictionary<string, RecordCounts> Snapshot()
    {
        lock (_lock)
        {
            return new SortedDictionary<string, RecordCounts>(_datasets, StringComparer.Ordinal);
        }
    }
}

namespace ActorRelay.Inspection;

/// <summary>
/// The books: per dataset, where every record is; per Receiver, what is to be known of its lines. Written once per
/// block, never per line; one lock, so that a snapshot never shows a record in two places or in none.
/// </summary>
internal sealed class RecordAccounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordCounts> _datasets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LineCounts> _lines = new(StringComparer.Ordinal);
    private BodyCounts _bodies;

    /// <summary>Adds <paramref name="change"/>, whose members may be negative, to a dataset's counts.</summary>
    public void Post(string dataset, RecordCounts change)
    {
        lock (_lock)
        {
            _datasets[dataset] = _datasets.GetValueOrDefault(dataset) + change;
        }
    }

    /// <summary>Bodies that were set aside whole.</summary>
    public BodyCounts Bodies
    {
        get
        {
            lock (_lock)
            {
                return _bodies;
            }
        }
    }

    /// <summary>Adds <paramref name="change"/>, whose members may be negative, to the counts of bodies.</summary>
    public void Post(BodyCounts change)
    {
        lock (_lock)
        {
            _bodies += change;
        }
    }

    /// <summary>Adds lines that were made for a Receiver.</summary>
    public void PostLines(string receiver, LineCounts lines)
    {
        lock (_lock)
        {
            _lines[receiver] = _lines.GetValueOrDefault(receiver) + lines;
        }
    }

    /// <summary>Of the lines made for a Receiver.</summary>
    public LineCounts LinesOf(string receiver)
    {
        lock (_lock)
        {
            return _lines.GetValueOrDefault(receiver);
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

using ActorRelay.Records;

namespace ActorRelay.Accounts;

/// <summary>
/// These are the books: per dataset, where every record is; per Receiver, what is to be known of its lines. Written once per
/// block, never per line; one lock, so that a snapshot never shows a record in two places or in none. Senders choose names of
/// datasets, so there are at most <see cref="Capacity"/> that nobody knows; the records of all others are one account.
/// </summary>
/// <param name="isKnown">Names that always have an account, because the settings have them; null for none.</param>
internal sealed class RecordAccounts(Func<string, bool>? isKnown = null)
{
    public const int Capacity = 1000;

    /// <summary>It is no name of a dataset, and stands for all that found no place.</summary>
    public const string Others = "(others)";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordCounts> _datasets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordCounts> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _setAside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lastReceived = new(StringComparer.Ordinal);
    private RecordCounts _bodies;
    private long _inflatedBytes;
    private int _strangers;

    /// <summary>Adds <paramref name="change"/>, whose members may be negative, to a dataset's counts.</summary>
    public void Post(string dataset, RecordCounts change)
    {
        lock (_lock)
        {
            var account = AccountOf(dataset);
            _datasets[account] = _datasets.GetValueOrDefault(account) + change;
            if (change.Quarantined > change.Restored)
            {
                _setAside[account] = _setAside.GetValueOrDefault(account) + change.Quarantined - change.Restored;
            }
        }
    }

    /// <summary>
    /// Lines that this process has put into quarantine, by dataset; without those where it has put none. It never goes down,
    /// which what is in quarantine does.
    /// </summary>
    public Dictionary<string, long> SetAside()
    {
        lock (_lock)
        {
            return new Dictionary<string, long>(_setAside, _setAside.Comparer);
        }
    }

    /// <summary>Bytes that bodies came to once they were inflated.</summary>
    public long InflatedBytes => Interlocked.Read(ref _inflatedBytes);

    public void AddInflated(int bytes) => Interlocked.Add(ref _inflatedBytes, bytes);

    /// <summary>A batch of this dataset came, its last byte then.</summary>
    public void Received(string dataset, DateTimeOffset at)
    {
        lock (_lock)
        {
            var account = AccountOf(dataset);
            _datasets.TryAdd(account, default);
            _lastReceived[account] = at;
        }
    }

    /// <summary>When a batch last came, by dataset; without those of which none has.</summary>
    public Dictionary<string, DateTimeOffset> LastReceived()
    {
        lock (_lock)
        {
            return new Dictionary<string, DateTimeOffset>(_lastReceived, _lastReceived.Comparer);
        }
    }

    private string AccountOf(string dataset) => _datasets.ContainsKey(dataset) || HasPlace(dataset) ? dataset : Others;

    /// <summary>Accounts stay, so whatever is posted for a name later goes where what was posted first went.</summary>
    private bool HasPlace(string dataset)
    {
        if (DatasetCatalogue.Find(dataset)?.Name == dataset || isKnown?.Invoke(dataset) == true)
        {
            return true;
        }

        _strangers = Math.Min(_strangers + 1, Capacity + 1);
        return _strangers <= Capacity;
    }

    /// <summary>
    /// Batches that were set aside whole, those of earlier runs of the relay included, and those that were deleted because
    /// quarantine was full or was purged. They could not be read, so nobody knows how many records they have.
    /// </summary>
    public RecordCounts Bodies
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
    public void PostBodies(RecordCounts change)
    {
        lock (_lock)
        {
            _bodies += change;
        }
    }

    /// <summary>Adds lines that were made for a Receiver.</summary>
    public void PostLines(string receiver, RecordCounts lines)
    {
        lock (_lock)
        {
            _lines[receiver] = _lines.GetValueOrDefault(receiver) + lines;
        }
    }

    /// <summary>What is to be known of the lines made for a Receiver.</summary>
    public RecordCounts LinesOf(string receiver)
    {
        lock (_lock)
        {
            return _lines.GetValueOrDefault(receiver);
        }
    }

    /// <summary>Records of a dataset that were framed.</summary>
    public long ReceivedOf(string dataset)
    {
        lock (_lock)
        {
            return _datasets.GetValueOrDefault(dataset).Received;
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

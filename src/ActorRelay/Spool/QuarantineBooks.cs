using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>How the books follow what quarantine holds, as <see cref="SpoolBooks"/> are for copies.</summary>
internal sealed class QuarantineBooks(RecordAccounts accounts)
{
    /// <summary>What earlier runs left.</summary>
    public void Restore(IReadOnlyList<QuarantineCount> held)
    {
        foreach (var dataset in held.Where(dataset => dataset.Lines > 0))
        {
            accounts.Post(dataset.Dataset, new RecordCounts { Restored = dataset.Lines, Quarantined = dataset.Lines });
        }

        AddBodies(held.Sum(dataset => dataset.Bodies));
    }

    public void AddBodies(long bodies) => accounts.PostBodies(new RecordCounts { Quarantined = bodies });

    /// <summary>Nobody gets these any more: there was no room for them, or an operator purged them.</summary>
    public void Evict(QuarantineCount evicted)
    {
        accounts.Post(evicted.Dataset, new RecordCounts { Quarantined = -evicted.Lines, Evicted = evicted.Lines });
        accounts.PostBodies(new RecordCounts { Quarantined = -evicted.Bodies, Evicted = evicted.Bodies });
    }
}

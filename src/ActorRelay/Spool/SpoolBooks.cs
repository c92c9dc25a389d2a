using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>How the books follow what becomes of copies, and what the journal is told of it.</summary>
internal sealed class SpoolBooks(RecordAccounts accounts)
{
    /// <summary>What earlier runs left.</summary>
    /// <param name="pending">By dataset.</param>
    public void Restore(ImmutableDictionary<string, long> pending)
    {
        foreach (var (dataset, records) in pending)
        {
            accounts.Post(dataset, new RecordCounts { Restored = records, Spooled = records });
        }
    }

    /// <summary>What was in a file that was set aside is not delivered.</summary>
    public void Forget()
    {
        foreach (var (dataset, records) in accounts.Snapshot())
        {
            accounts.Post(dataset, new RecordCounts { Spooled = -records.Spooled, Evicted = records.Spooled });
        }
    }

    /// <param name="ended">Records that an operator dropped, by dataset.</param>
    public void Drop(ImmutableDictionary<string, long> ended)
    {
        foreach (var (dataset, records) in ended)
        {
            accounts.Post(dataset, new RecordCounts { Spooled = -records, Evicted = records });
        }
    }

    /// <summary>What nobody had counted before was counted in the same transaction; the books follow it.</summary>
    public void End(SpoolProtocol.Finish run, bool counted, RecordCounts ended)
    {
        var dataset = run.Claim.Batch.Dataset;
        if (counted)
        {
            accounts.Post(dataset, new RecordCounts
            {
                Received = run.Count.Delivered + run.Count.Filtered + run.Count.Repeated,
                Filtered = run.Count.Filtered,
                Repeated = run.Count.Repeated,
                Spooled = run.Count.Delivered,
            });
        }

        accounts.Post(dataset, ended);
    }

    /// <param name="finish">A run that came to its end.</param>
    /// <param name="done">The Receiver has confirmed all it gets.</param>
    public static JournalProtocol.Add JournalOf(SpoolProtocol.Finish finish, bool done) => new(
        finish.Claim.Batch.Id,
        (finish.Delivered ?? JournalDelivery.None(finish.Claim.Receiver)) with { Done = done },
        finish.Count.Framed,
        finish.EventTimes);
}

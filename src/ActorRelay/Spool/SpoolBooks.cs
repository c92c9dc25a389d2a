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
    public void End(SpoolProtocol.Finish run, bool counted, SpoolEnd ended)
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

        accounts.Post(dataset, new RecordCounts
        {
            Confirmed = ended.Confirmed,
            Quarantined = ended.SetAside,
            Spooled = -ended.Records,
        });
    }

    public static JournalProtocol.Add JournalOf(SpoolProtocol.Finish finish, bool done)
    {
        var (records, times) = (finish.Count.Framed, finish.EventTimes);
        var count = records == 0 ? null : new JournalCount(
            records, times.IsEmpty ? null : times.FirstTime, times.IsEmpty ? null : times.LastTime);
        return JournalOf(finish.Claim, finish.Delivered, done, count);
    }

    public static JournalProtocol.Add JournalOf(
        SpoolClaim claim, DeliveredRecords delivered, bool done = false, JournalCount? count = null) => new(
        claim.Batch.Id,
        new JournalDelivery(claim.Receiver, delivered.Confirmed, delivered.Resent, Spooled: delivered.Confirmed, done),
        count);
}

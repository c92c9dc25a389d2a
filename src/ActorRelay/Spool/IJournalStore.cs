using ActorRelay.Accounts;
using ActorRelay.Syslog;

namespace ActorRelay.Spool;

/// <summary>One entry for each batch, for an auditor, in the spool's database. A task that ends has been committed.</summary>
/// <exception cref="SpoolException">Any of them: the store cannot be used now.</exception>
internal interface IJournalStore
{
    /// <summary>Writes an entry, in place of the one there is for the batch.</summary>
    Task WriteAsync(JournalEntry entry);

    /// <summary>
    /// A batch that was answered before has come further at a Receiver: the counts are added to what is written, and done
    /// stays done. False when the batch is not in the journal.
    /// </summary>
    /// <param name="delivery">How much further.</param>
    /// <param name="records">All of its records, once they are known; else 0.</param>
    Task<bool> AddAsync(BatchId batch, JournalDelivery delivery, long records, EventTimeRange times);

    /// <summary>
    /// What was owed to a Receiver, of batches that were answered 200, is owed to another: the one is done, the other is not.
    /// </summary>
    Task ReassignAsync(string receiver, string to);

    /// <summary>Entries, in the order they were received.</summary>
    /// <param name="after">The last entry of the page before; null for the first page.</param>
    Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, JournalEntry? after, int most);

    /// <summary>Adds entries up, all of them as they were at one moment.</summary>
    /// <param name="mostNamed">How many batches that somebody waits for are named at most, and how many refused bodies.</param>
    Task<JournalProtocol.AuditReport> AuditAsync(JournalQuery query, int mostNamed);

    /// <summary>When the youngest entry was received; null when there is none.</summary>
    Task<DateTimeOffset?> NewestAsync();

    /// <summary>Deletes the oldest entries. How many there were.</summary>
    /// <param name="before">All that were received before.</param>
    /// <param name="most">And as many as it takes for so many to be left.</param>
    Task<long> TrimAsync(DateTimeOffset before, long most);
}

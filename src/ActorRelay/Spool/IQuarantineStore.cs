using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>
/// Lines and bodies that cannot be delivered, in the spool's database. Bounded: what comes when it is full takes the place
/// of the oldest. A task that ends has been committed.
/// </summary>
/// <exception cref="SpoolException">Any of them: the store cannot be used now.</exception>
internal interface IQuarantineStore
{
    /// <summary>Keeps lines; null when the spool has no room for them.</summary>
    /// <param name="lines">Of one batch, or several.</param>
    /// <param name="ofSpooled">
    /// Their body is in the spool, which would never be rid of it if they were refused: only the disk itself bounds them.
    /// </param>
    Task<QuarantineKept?> KeepAsync(ImmutableArray<QuarantinedLine> lines, bool ofSpooled = false);

    /// <summary>Deletes what was set aside by line of these batches. How many lines there were.</summary>
    Task<long> TakeBackAsync(ImmutableArray<BatchId> batches);

    /// <summary>
    /// Keeps a whole body, as it came, with what is known of its batch; null when the spool has no room for it. One that is
    /// there already, by dataset, source and hash, is not kept twice.
    /// </summary>
    Task<QuarantineKept?> KeepAsync(SpooledBatch batch, Stream body, string reason);

    /// <summary>
    /// Takes a spooled copy out of the spool, which never comes to its end: its body stays, damaged or not, with its
    /// progress. Null when the claim was lost before.
    /// </summary>
    Task<QuarantineKept?> KeepAsync(SpoolClaim claim, ResumePoint progress, RunCount count, string reason);

    /// <summary>Items, oldest first.</summary>
    /// <param name="after">Only those behind this number; 0 for the beginning.</param>
    /// <param name="withContent">Lines come with what is in them.</param>
    Task<IReadOnlyList<QuarantinedItem>> ListAsync(QuarantineFilter filter, long after, int most, bool withContent = true);

    /// <summary>Number of the youngest item; 0 when there is none.</summary>
    Task<long> LastAsync();

    /// <summary>A whole body, under the name of its batch; see <see cref="ISpoolStore.OpenBody"/>.</summary>
    Stream OpenBody(BatchId batch);

    /// <summary>What there is, by dataset.</summary>
    /// <param name="filter">Only of these; null for all.</param>
    Task<IReadOnlyList<QuarantineCount>> CountAsync(QuarantineFilter? filter = null);

    /// <summary>Items were sent again; they stay. How many there were.</summary>
    Task<long> MarkReplayedAsync(ImmutableArray<long> numbers);

    /// <summary>Deletes items. What there was of them, by dataset.</summary>
    Task<IReadOnlyList<QuarantineCount>> PurgeAsync(QuarantineFilter filter);
}

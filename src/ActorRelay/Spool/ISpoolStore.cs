using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>
/// Batches that are accepted and not delivered, on disk. A task that ends has been committed; what many callers write at
/// the same time is committed together. Any thread may call.
/// </summary>
/// <exception cref="SpoolException">Any of them: the store cannot be used now. The next call tries again.</exception>
internal interface ISpoolStore : IAsyncDisposable
{
    /// <summary>
    /// Reads a body to its end, and stores it as it comes, in pieces of 1 MiB; nobody sees the batch before it is described.
    /// When anything fails, <paramref name="body"/> included, nothing of it stays.
    /// </summary>
    /// <param name="id">The batch's name, which was never put before.</param>
    /// <param name="body">As it came; whoever calls disposes it.</param>
    /// <param name="cancel">Ends the reading of the body.</param>
    Task<ISpoolUpload> ReadAsync(BatchId id, Stream body, CancellationToken cancel = default);

    /// <summary>
    /// Claims the oldest copy for a Receiver that nobody looks after, or whose claim has run out; null when there is none.
    /// </summary>
    Task<SpoolClaim?> ClaimOldestAsync(string receiver);

    /// <summary>Saves progress and renews the claim; false when the claim was lost, and nothing was saved.</summary>
    Task<bool> SaveProgressAsync(SpoolClaim claim, ResumePoint progress);

    /// <summary>Saves progress and lets the copy wait for another claim; false when the claim was lost before.</summary>
    /// <param name="countedTo">See <see cref="SpoolProtocol.Release.CountedTo"/>.</param>
    Task<bool> ReleaseAsync(SpoolClaim claim, ResumePoint progress, long countedTo = 0);

    /// <summary>The Receiver has all of it: the copy is deleted, and with the last copy the body.</summary>
    Task<SpoolFinish> FinishAsync(SpoolClaim claim, RunCount count);

    /// <summary>
    /// The body of a batch, read asynchronously, a piece of 1 MiB at a time. Reading throws
    /// <see cref="SpooledBodyException"/> when it is not what was put, and <see cref="SpoolException"/>.
    /// </summary>
    Stream OpenBody(BatchId batch);

    /// <summary>A batch; null when it is not there.</summary>
    Task<SpooledBatch?> FindAsync(BatchId batch);

    /// <summary>Copies, oldest first.</summary>
    /// <param name="receiver">Only for this one; null for all.</param>
    Task<IReadOnlyList<SpoolProtocol.SpooledCopy>> ListAsync(string? receiver, int most);

    /// <summary>The copies of one batch, by Receiver.</summary>
    Task<IReadOnlyList<SpoolProtocol.SpooledCopy>> CopiesAsync(BatchId batch);

    /// <summary>What is held for each Receiver for which anything is, by name.</summary>
    Task<IReadOnlyList<SpoolProtocol.SpoolBacklog>> BacklogsAsync();

    /// <summary>Records that wait, as far as they were counted, by dataset.</summary>
    Task<ImmutableDictionary<string, long>> PendingAsync();

    /// <summary>Writes something that costs nothing, and says whether there is room for a piece of a body.</summary>
    Task<SpoolRefusal> ProbeAsync();

    /// <summary>What is held in total.</summary>
    Task<SpoolSize> SizeAsync();

    /// <summary>
    /// Gives all copies for one Receiver to another, with their progress; claims on them are lost. A batch that the other
    /// has a copy of already keeps that one.
    /// </summary>
    Task<SpoolDropped> ReassignAsync(string receiver, string to);

    /// <summary>Deletes all copies for a Receiver, whoever holds them.</summary>
    Task<SpoolDropped> DropAsync(string receiver);

    /// <summary>Deletes what interrupted puts left behind, and gives back what the disk can have back.</summary>
    Task ShrinkAsync();
}

/// <summary>What became of a put.</summary>
/// <param name="Refusal">Why nothing of it was kept; <see cref="SpoolRefusal.None"/> when it is on disk.</param>
/// <param name="Live">The claims on its live copies, in their order.</param>
internal sealed record SpoolPut(SpoolRefusal Refusal, ImmutableArray<SpoolClaim> Live)
{
    public static SpoolPut Refused(SpoolRefusal refusal) => new(refusal, []);
}

/// <summary>Why the spool did not take a batch, though nothing is wrong with it.</summary>
internal enum SpoolRefusal
{
    /// <summary>It took it.</summary>
    None,

    /// <summary><c>relay.spool.max-size</c> is used up.</summary>
    MaxSize,

    /// <summary>The disk has no more than <c>relay.spool.min-free</c> left.</summary>
    MinFree,
}

/// <summary>What the spool holds, each batch counted once, whoever it waits for.</summary>
/// <param name="Records">Their records that wait, as far as they were counted.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="Stored">Bytes that count against <c>relay.spool.max-size</c>.</param>
internal sealed record SpoolSize(long Batches, long Records, long Bytes, long Stored);

/// <summary>What an operator dropped.</summary>
/// <param name="Ended">Records that wait for nobody any more, by dataset.</param>
internal sealed record SpoolDropped(long Copies, ImmutableDictionary<string, long> Ended);

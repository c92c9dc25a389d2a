using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>What is known of a spooled batch, whatever the settings say by the time it is delivered.</summary>
/// <param name="Origin">Whose records they are; when its last byte came is kept to the millisecond.</param>
internal sealed record SpooledBatch(BatchOrigin Origin)
{
    public BatchId Id => Origin.Id;

    public string Dataset => Origin.Dataset;

    /// <summary>Its records that were counted, from the first on: all of them once it was framed to its end.</summary>
    public long Framed { get; init; }

    /// <summary>Of these, the ones that wait: the books call them spooled.</summary>
    public long Pending { get; init; }

    /// <summary>Bad records before this ordinal are in quarantine already.</summary>
    public long SetAsideTo { get; init; }

    /// <summary>How many of them there are.</summary>
    public long Quarantined { get; init; }

    /// <summary>Bytes of the body as it came. The store sets it.</summary>
    public long Bytes { get; init; }
}

/// <summary>A batch to put, but for its body.</summary>
/// <param name="Copies">The Receivers it waits for, at least one, each once.</param>
internal sealed record SpoolEntry(SpooledBatch Batch, ImmutableArray<SpoolCopy> Copies);

/// <summary>What a batch that goes into the spool still owes one Receiver.</summary>
/// <param name="ConfirmedTo">Ordinal of the first record of the batch that it may get and has not confirmed.</param>
/// <param name="Live">
/// The run that puts the batch goes on delivering to it, and holds the claim; else the copy waits to be claimed.
/// </param>
internal sealed record SpoolCopy(string Receiver, long ConfirmedTo, bool Live);

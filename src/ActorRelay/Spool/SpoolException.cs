using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>
/// The store could not do what it was asked; nothing of it was done, unless it failed while it was committed: then all of
/// it may have been.
/// </summary>
internal sealed class SpoolException(SpoolFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public SpoolFailure Failure => failure;

    /// <summary>What the store failed with, whatever that was.</summary>
    public static SpoolException Of(Exception e) => e as SpoolException ?? new SpoolException(SpoolFailure.Other, e.Message, e);
}

/// <summary>What keeps the store from being used. The relay goes on without it, and tries again.</summary>
internal enum SpoolFailure
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The disk or the database is mounted, or set, to be read only.</summary>
    ReadOnly,

    /// <summary>Another process holds the database.</summary>
    Locked,

    /// <summary>The file or the tables are not there any more.</summary>
    Gone,

    /// <summary>The database is damaged: open it again with all of it checked.</summary>
    Corrupt,

    /// <summary>A later version of the relay wrote it, or another program. It was not touched.</summary>
    Schema,

    /// <summary>This user may not.</summary>
    Denied,

    /// <summary>The database server does not answer.</summary>
    Unreachable,
}

/// <summary>A body in the spool is not what was put there. The store itself may be well.</summary>
internal sealed class SpooledBodyException(BatchId batch, string message)
    : IOException($"the body of batch {batch} in the spool is damaged: {message}")
{
    public BatchId Batch => batch;
}

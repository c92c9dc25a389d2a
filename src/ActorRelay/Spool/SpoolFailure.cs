namespace ActorRelay.Spool;

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

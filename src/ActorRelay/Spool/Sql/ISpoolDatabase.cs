using System.Data.Common;

namespace ActorRelay.Spool.Sql;

/// <summary>In what the databases that can hold a spool differ.</summary>
internal interface ISpoolDatabase : IAsyncDisposable
{
    /// <summary>SQL for the database's own time, in milliseconds since 1970.</summary>
    string Now { get; }

    /// <summary>SQL that ends a SELECT whose row is about to be changed: those that another changes are passed over.</summary>
    string SkipLocked { get; }

    /// <summary>SQL for the number of a row, by which the database reads a value of it in parts; 0 where it needs none.</summary>
    string RowNumber { get; }

    /// <summary>SQL that begins a transaction whose reads all see the same state, and hold up no writer.</summary>
    string BeginReads { get; }

    /// <summary>A connection out of a pool, ready for use; disposing it gives it back.</summary>
    Task<DbConnection> ConnectAsync();

    /// <summary>Whether so many bytes more may be stored. In the transaction that would store them.</summary>
    /// <param name="left">What must be left beside them, for others.</param>
    Task<SpoolRefusal> RefusalAsync(SqlSession session, long bytes, long left = 0);

    /// <summary>
    /// The disk is full: gives up what was kept for that. False when that is nothing, and it is no use to try again.
    /// </summary>
    Task<bool> TryMakeRoomAsync();

    /// <summary>Writes a piece of a body. In the transaction of its batch.</summary>
    Task InsertAsync(SqlSession session, SpoolPiece piece);

    /// <summary>Bytes that count against <c>max-size</c>.</summary>
    Task<long> StoredBytesAsync(SqlSession session);

    /// <summary>Gives free space back to the disk.</summary>
    Task ShrinkAsync(GroupWriter writer);

    /// <summary>Says what kind of failure it is, and lets go of connections that would be in the way of a repair.</summary>
    SpoolException Explain(Exception failure);
}

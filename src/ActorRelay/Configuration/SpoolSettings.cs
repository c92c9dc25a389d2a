namespace ActorRelay.Configuration;

/// <summary>Where accepted batches wait that cannot be delivered now: <c>relay.spool { }</c>.</summary>
internal sealed record SpoolSettings
{
    /// <summary>
    /// Batches are spooled. When not, a batch that cannot be delivered is answered 503; quarantine and journal have their
    /// database all the same.
    /// </summary>
    public required bool Enabled { get; init; }

    /// <summary>The SQLite file, absolute; null when it is <see cref="Postgres"/>.</summary>
    public string? File { get; init; }

    /// <summary>A connection string as Npgsql has it; may hold a password, and is never shown.</summary>
    public string? Postgres { get; init; }

    /// <summary>Bytes the database may take, its log included; beyond it batches are answered 503.</summary>
    public required long MaxSize { get; init; }

    /// <summary>How much of the file's disk stays free.</summary>
    public required FreeSpace MinFree { get; init; }

    /// <summary>A batch that has waited longer is complained of. None is ever dropped for its age.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How often progress is saved: what a crash can make come twice.</summary>
    public required TimeSpan SaveEvery { get; init; }

    /// <summary>Where it is, to be shown.</summary>
    public string Place => File ?? "PostgreSQL";

    /// <summary>Without the connection string, should a message that has settings ever be logged.</summary>
    public override string ToString() => Place;
}

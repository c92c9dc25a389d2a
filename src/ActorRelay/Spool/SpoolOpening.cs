namespace ActorRelay.Spool;

/// <summary>A database that was opened.</summary>
/// <param name="Store">The spool in it; disposing it closes the database for all three.</param>
internal sealed record SpoolOpening(ISpoolStore Store, IQuarantineStore Quarantine, IJournalStore Journal)
{
    /// <summary>Where the damaged file is now that was in its place; null when there was none.</summary>
    public string? SetAside { get; init; }
}

/// <summary>Opens the database that the settings name.</summary>
/// <param name="checkAll">Looks at all of it for damage.</param>
/// <exception cref="SpoolException">It cannot be used now.</exception>
internal delegate Task<SpoolOpening> SpoolOpener(bool checkAll);

/// <summary>How a store is used.</summary>
internal sealed record SpoolOptions
{
    /// <summary>
    /// Name of this relay, another one for each that shares the store. What a relay of this name held before is let go
    /// when the store is opened.
    /// </summary>
    public required string Owner { get; init; }

    /// <summary>Bytes the store may take, its log included.</summary>
    public long MaxSize { get; init; } = 10L << 30;

    /// <summary>Bytes of lines and bodies in quarantine; the oldest make room for new ones.</summary>
    public long QuarantineMaxSize { get; init; } = 1L << 30;

    /// <summary>Bytes of the disk that stay free. A database server's disk is not seen from here.</summary>
    public long MinFreeBytes { get; init; }

    /// <summary>Part of the disk that stays free, 0 to 1; the larger of both holds.</summary>
    public double MinFreeShare { get; init; } = 0.05;

    /// <summary>How long a claim holds that is not renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}

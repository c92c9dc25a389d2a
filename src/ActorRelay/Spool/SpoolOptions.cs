namespace ActorRelay.Spool;

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

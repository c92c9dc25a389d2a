using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Batches;

/// <summary>One accepted upload and the settings it is to be delivered under.</summary>
/// <param name="Body">The body; the batch's run owns it.</param>
/// <param name="Routes">Where its records can go.</param>
/// <param name="Settings">The snapshot it was accepted under.</param>
internal sealed record Batch(
    BatchOrigin Origin, BatchBody Body, BodyHash Hash, DatasetRoutes Routes, RelaySettings Settings)
{
    public BatchId Id => Origin.Id;

    public string Dataset => Origin.Dataset;

    /// <summary>Who posted it.</summary>
    public string Address { get; init; } = "";

    /// <summary>An operator wants it tried again, though it was refused before.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Name of the secret that was shown.</summary>
    public string Secret { get; init; } = "";

    /// <summary>What it is known by when it comes again.</summary>
    public LedgerKey Key => new(Hash, Origin.Dataset, Origin.Source);
}

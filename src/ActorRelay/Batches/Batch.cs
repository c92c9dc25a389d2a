using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Batches;

/// <summary>One accepted upload and the settings it is to be delivered under.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Dataset">Which dataset its records are of.</param>
/// <param name="Source">Which zone or job it came from; empty when the path does not say.</param>
/// <param name="Body">The body; the batch owns it.</param>
/// <param name="Hash">What the body is known by.</param>
/// <param name="Received">When its last byte came.</param>
/// <param name="Routes">Where its records can go.</param>
/// <param name="Settings">The snapshot it was accepted under.</param>
internal sealed record Batch(
    BatchId Id,
    string Dataset,
    string Source,
    BatchBody Body,
    BodyHash Hash,
    DateTimeOffset Received,
    DatasetRoutes Routes,
    RelaySettings Settings)
{
    /// <summary>Where it was posted.</summary>
    public string Path { get; init; } = "";

    /// <summary>Who posted it.</summary>
    public string Address { get; init; } = "";

    /// <summary>An operator wants it tried again, though it was refused before.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Name of the secret that was shown.</summary>
    public string Secret { get; init; } = "";

    /// <summary>What it is known by when it comes again.</summary>
    public LedgerKey Key => new(Hash, Dataset, Source);
}

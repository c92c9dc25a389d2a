namespace ActorRelay.Spool;

/// <summary>A database that was opened.</summary>
/// <param name="Store">The spool in it; disposing it closes the database for all three.</param>
/// <param name="Quarantine">The quarantine in it.</param>
/// <param name="Journal">The journal in it.</param>
internal sealed record SpoolOpening(ISpoolStore Store, IQuarantineStore Quarantine, IJournalStore Journal)
{
    /// <summary>Where the damaged file is now that was in its place; null when there was none.</summary>
    public string? SetAside { get; init; }
}

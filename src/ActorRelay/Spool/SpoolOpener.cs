namespace ActorRelay.Spool;

/// <summary>Opens the database that the settings name.</summary>
/// <param name="checkAll">Looks at all of it for damage.</param>
/// <exception cref="SpoolException">It cannot be used now.</exception>
internal delegate Task<SpoolOpening> SpoolOpener(bool checkAll);

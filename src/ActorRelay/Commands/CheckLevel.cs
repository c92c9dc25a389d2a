namespace ActorRelay.Commands;

/// <summary>How one thing that was checked came out.</summary>
internal enum CheckLevel
{
    Good,

    /// <summary>It works now.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}

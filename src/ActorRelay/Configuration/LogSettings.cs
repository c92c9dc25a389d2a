namespace ActorRelay.Configuration;

/// <summary>What the relay says of itself, on standard error: <c>relay.log { }</c>.</summary>
internal sealed record LogSettings
{
    public required LogLevel Level { get; init; }

    /// <summary>One JSON object a line instead of text.</summary>
    public required bool Json { get; init; }
}

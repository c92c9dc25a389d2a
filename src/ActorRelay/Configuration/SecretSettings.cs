using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>
/// One pre-shared secret. <see cref="ToString"/> hides the value, so that a settings snapshot can be logged.
/// </summary>
internal sealed record SecretSettings
{
    /// <summary>What logs and inspection call it; never the value.</summary>
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>Globs of request paths it opens, such as <c>/gateway_*</c>; empty means every path.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    /// <summary>The file it was read from, absolute; null when it stands in the settings.</summary>
    public string? File { get; init; }

    public override string ToString() => $"secret {Name}";
}

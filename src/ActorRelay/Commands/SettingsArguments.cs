using System.Collections.Immutable;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>What the command line says of settings.</summary>
/// <param name="Files">Settings files; a later one overrides an earlier one.</param>
/// <param name="Overrides"><c>key=value</c>, in the order given; they override everything else.</param>
internal sealed record SettingsArguments(ImmutableArray<string> Files, ImmutableArray<string> Overrides)
{
    /// <summary>With this process's environment and working directory.</summary>
    public SettingsInput ToInput() => SettingsInput.OfProcess(Files, Overrides);
}

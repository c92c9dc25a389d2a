using System.Collections.Immutable;

namespace ActorRelay.Commands;

/// <summary>What the command line says of settings.</summary>
/// <param name="Files">Settings files; a later one overrides an earlier one.</param>
/// <param name="Overrides"><c>key=value</c>, in the order given; they override everything else.</param>
internal sealed record SettingsArguments(ImmutableArray<string> Files, ImmutableArray<string> Overrides);

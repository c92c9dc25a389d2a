using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// A setting that is not at its default. <paramref name="Value"/> never shows a secret.
/// </summary>
/// <param name="Key">The whole key.</param>
/// <param name="Value">On one line.</param>
/// <param name="Places">Where that was said; several of a list whose items were set one by one.</param>
internal sealed record ChangedSetting(string Key, string Value, ImmutableArray<Place> Places);

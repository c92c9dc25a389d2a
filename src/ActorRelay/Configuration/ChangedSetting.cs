using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// A setting that is not at its default, and where that was said. <paramref name="Value"/> never shows a secret.
/// </summary>
internal sealed record ChangedSetting(string Key, string Value, Place Place);

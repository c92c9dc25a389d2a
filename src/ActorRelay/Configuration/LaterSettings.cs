using System.Collections.Frozen;

namespace ActorRelay.Configuration;

/// <summary>Settings the design names that this version does not have: an operator who sets one must hear so.</summary>
internal static class LaterSettings
{
    private static readonly FrozenSet<string> Keys = FrozenSet.Create(
        StringComparer.Ordinal,
        "relay.cluster",
        "relay.receivers.*.window",
        "relay.routes.*.filter",
        "relay.routes.*.sources");

    /// <param name="pattern">A key with <c>*</c> for names and items.</param>
    public static bool Contains(string pattern) => Keys.Contains(pattern);
}

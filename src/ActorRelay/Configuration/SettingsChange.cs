using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>What becomes of settings that are read again while the relay runs.</summary>
/// <param name="Settings">Those in force from now on: what can change is new, what needs a restart is as it was.</param>
/// <param name="Applied">Keys that have changed, and files that settings name, in their order.</param>
/// <param name="NeedRestart">Keys that are different, and stay as they were until a restart.</param>
/// <param name="Receivers">Names of the Receivers that are there before and after, and are not the same.</param>
internal sealed record SettingsChange(
    RelaySettings Settings,
    ImmutableArray<string> Applied,
    ImmutableArray<string> NeedRestart,
    ImmutableHashSet<string> Receivers)
{
    private const string ReceiversKey = "relay.receivers.";

    /// <summary>What changes while the relay runs: these keys, and what is below them.</summary>
    private static readonly ImmutableArray<string> WhileRunning =
    [
        "relay.edge.secrets", "relay.edge.secret-header", "relay.edge.allow-from", "relay.edge.deadline", "relay.edge.upload-timeout",
        "relay.edge.max-inflated", "relay.edge.max-line", "relay.edge.acknowledge", "relay.receivers", "relay.routes", "relay.expect",
        "relay.reload-on-change",
    ];

    /// <param name="now">The settings in force.</param>
    /// <param name="before">What they were read from.</param>
    /// <param name="after">What was read now, without an error.</param>
    public static SettingsChange Between(RelaySettings now, SettingsResult before, SettingsResult after)
    {
        var read = after.Settings!;
        ImmutableArray<string> keys = [.. Differences(before.Digests, after.Digests)];
        var applied = keys.Where(IsWhileRunning).Concat(Differences(before.OtherFiles, after.OtherFiles));
        var receivers = keys.Where(key => key.StartsWith(ReceiversKey, StringComparison.Ordinal)).ToList();
        var changed = now.Receivers
            .Where(of => read.Receivers.Any(other => other.Name == of.Name)
                && receivers.Any(key => key == ReceiversKey + of.Name || key.StartsWith($"{ReceiversKey}{of.Name}.", StringComparison.Ordinal)))
            .Select(of => of.Name)
            .ToImmutableHashSet();
        var settings = now with
        {
            ReloadOnChange = read.ReloadOnChange,
            Edge = now.Edge with
            {
                Secrets = read.Edge.Secrets,
                SecretHeader = read.Edge.SecretHeader,
                AllowFrom = read.Edge.AllowFrom,
                Deadline = read.Edge.Deadline,
                UploadTimeout = read.Edge.UploadTimeout,
                MaxInflated = read.Edge.MaxInflated,
                MaxLine = read.Edge.MaxLine,
                Acknowledge = read.Edge.Acknowledge,
            },

            // One that is the same stays the very same: what is on its way was made for it.
            Receivers = [.. read.Receivers.Select(of => changed.Contains(of.Name) ? of : now.Receivers.FirstOrDefault(old => old.Name == of.Name) ?? of)],
            Routes = read.Routes,
            Expect = read.Expect,
        };
        return new SettingsChange(settings, [.. applied], [.. keys.Where(key => !IsWhileRunning(key))], changed);
    }

    private static bool IsWhileRunning(string key) =>
        WhileRunning.Any(known => key == known || key.StartsWith($"{known}.", StringComparison.Ordinal));

    private static IEnumerable<string> Differences(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after) =>
        before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Order(StringComparer.Ordinal);
}

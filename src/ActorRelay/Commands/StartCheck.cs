using ActorRelay.Configuration;
using ActorRelay.Hosting;

namespace ActorRelay.Commands;

/// <summary>
/// What <c>run</c> would find on this machine at its start, and fails at: a state-dir that cannot be written, addresses that
/// cannot be listened on. While a relay runs on the state-dir, its ports are taken and that is as it should be.
/// </summary>
internal static class StartCheck
{
    public static IEnumerable<CheckReport> Look(RelaySettings settings)
    {
        var what = $"relay.state-dir = \"{settings.StateDir}\"";
        if (StateDirProbe.Look(settings.StateDir, out var runs) is { } problem)
        {
            yield return new CheckReport(CheckLevel.Failed, what, problem);
        }

        if (runs)
        {
            yield return new CheckReport(
                CheckLevel.Warning, what, "a relay runs on it now; another one is refused until that has stopped");
        }

        foreach (var (setting, found) in ListenProbe.Look(settings))
        {
            yield return new CheckReport(runs ? CheckLevel.Warning : CheckLevel.Failed, setting, found);
        }
    }
}

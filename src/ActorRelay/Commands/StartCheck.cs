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
        if (StateDirProblem(settings.StateDir) is { } problem)
        {
            yield return new CheckReport(CheckLevel.Failed, what, problem);
        }

        var runs = StateDirLock.IsTaken(settings.StateDir);
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

    private static string? StateDirProblem(string folder)
    {
        try
        {
            PrivateFiles.ProbeOnly(folder);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot write there: {e.Message} Give it to the user that the relay runs as ({Environment.UserName} now), "
                + "or name another folder";
        }
    }
}

using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>
/// Whether a relay could write into its <c>state-dir</c>, found by trying, and what to do where it cannot. It is one text
/// for the start that is refused and for <c>check</c>, which foretells that.
/// </summary>
internal static class StateDirProbe
{
    /// <summary>Tries, and makes no folder.</summary>
    /// <param name="runs">A relay runs on it now.</param>
    /// <returns>What is wrong, and what to do; null when nothing is.</returns>
    public static string? Look(string folder, out bool runs)
    {
        runs = false;
        try
        {
            PrivateFiles.ProbeOnly(folder);
            runs = StateDirLock.IsTaken(folder);
            return null;
        }
        catch (Exception e) when (IsAboutIt(e))
        {
            return Explain(e, folder);
        }
    }

    /// <summary>The failure is of the folder, the files in it, or their disk.</summary>
    public static bool IsAboutIt(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>What is wrong, and what to do.</summary>
    public static string Explain(Exception failure, string folder) => failure switch
    {
        _ when File.Exists(folder) => "cannot write there: it is a file. Name a folder",
        UnauthorizedAccessException => $"cannot write there: {failure.Message} Give it to the user that the relay runs as "
            + $"({Environment.UserName} now), or name another folder",
        _ when IsOneOf(failure, NoSpace) => "cannot write there: its disk is full. Make room, or name a folder on another disk",
        _ when IsOneOf(failure, ReadOnly) => "cannot write there: its file system is read-only. Make it writable (systemd: StateDirectory= "
            + "or ReadWritePaths=; a container: a volume), or name another folder",
        _ => $"cannot write there: {failure.Message.TrimEnd('.')}. Name a folder that can be made and written",
    };

    /// <summary>EDQUOT on Linux and on others, and ENOSPC; Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.</summary>
    private static int[] NoSpace => OperatingSystem.IsWindows() ? [39, 112] : OperatingSystem.IsLinux() ? [28, 122] : [28, 69];

    /// <summary>EROFS; Windows: ERROR_WRITE_PROTECT.</summary>
    private static int[] ReadOnly => OperatingSystem.IsWindows() ? [19] : [30];

    /// <summary>A failure of the system has its number for a result: errno, or below a facility the number of Windows.</summary>
    private static bool IsOneOf(Exception failure, int[] numbers) =>
        numbers.Contains(OperatingSystem.IsWindows() ? failure.HResult & 0xFFFF : failure.HResult);
}

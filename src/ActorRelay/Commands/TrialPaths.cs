using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>Where trial mode keeps its files, absolute.</summary>
/// <param name="State">The relay's state-dir.</param>
/// <param name="Secret">The file with the secret, made once.</param>
/// <param name="Received">Where the embedded Receiver writes HOST.log files.</param>
internal sealed record TrialPaths(string State, string Secret, string Received)
{
    public static TrialPaths Below(string directory)
    {
        var state = Path.GetFullPath(Path.Combine(directory, "state"));
        return new(state, Path.Combine(state, TrialMode.SecretFile), Path.Combine(state, "received"));
    }

    /// <summary>Makes the state directory too; on Unix only its owner may look into it, for it holds secret and logs.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static TrialPaths MakeBelow(string directory)
    {
        var paths = Below(directory);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(paths.State);
        }
        else
        {
            Directory.CreateDirectory(paths.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return paths;
    }
}

using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>
/// A relay's hold on its <c>state-dir</c>: two relays would each deliver what the other has in the same spool. It is the
/// system's lock on an open file, so it ends with the process, however that ends; the file stays.
/// </summary>
internal sealed class StateDirLock : IDisposable
{
    private const string FileName = "relay.lock";

    private readonly FileStream _file;

    private StateDirLock(FileStream file) => _file = file;

    /// <returns>Null when another relay has it.</returns>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static StateDirLock? TryTake(string stateDir)
    {
        try
        {
            return new StateDirLock(PrivateFiles.OpenAlone(Path.Combine(stateDir, FileName)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A relay runs on it. Makes no file where there is none.</summary>
    public static bool IsTaken(string stateDir)
    {
        try
        {
            using var ours = File.Exists(Path.Combine(stateDir, FileName)) ? TryTake(stateDir) : null;
            return ours is null && File.Exists(Path.Combine(stateDir, FileName));
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _file.Dispose();
}

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
    /// <exception cref="IOException">The file of the lock cannot be opened: the disk is full, or read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static StateDirLock? TryTake(string stateDir)
    {
        try
        {
            return new StateDirLock(PrivateFiles.OpenAlone(Path.Combine(stateDir, FileName)));
        }
        catch (IOException e) when (IsOfAnother(e))
        {
            return null;
        }
    }

    /// <summary>A relay runs on it. Makes no file where there is none.</summary>
    /// <inheritdoc cref="TryTake" path="/exception"/>
    public static bool IsTaken(string stateDir)
    {
        if (!Path.Exists(Path.Combine(stateDir, FileName)))
        {
            return false;
        }

        using var ours = TryTake(stateDir);
        return ours is null;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>ERROR_SHARING_VIOLATION or ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK, which has two numbers, elsewhere.</summary>
    private static bool IsOfAnother(IOException failure) => OperatingSystem.IsWindows()
        ? (failure.HResult & 0xFFFF) is 32 or 33
        : failure.HResult == (OperatingSystem.IsLinux() ? 11 : 35);
}

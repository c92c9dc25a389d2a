using System.Globalization;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Spool;

/// <summary>A small disk in memory, mounted for a test.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int MayMount = 21;

    private readonly TestFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Why a spec that needs one is left out; null for who has CAP_SYS_ADMIN, as root has but in a container.</summary>
    public static string? Missing { get; } =
        ((Capabilities() >> MayMount) & 1) == 1 ? null : "needs root, to mount a small disk";

    public string Path => _folder.File("disk");

    public static async Task<SmallDisk> MountAsync(int megabytes = 8)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Path);
        await disk.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>Takes all the room that is left, as another program would; where that is.</summary>
    public string Fill()
    {
        var filler = System.IO.Path.Combine(Path, "filler");
        using var file = new FileStream(filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var bytes = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(bytes);
            }
        }
        catch (IOException)
        {
            return filler;
        }
    }

    /// <summary>Nothing may be open on it.</summary>
    public Task MakeReadOnlyAsync() => RunAsync("mount", "-o", "remount,ro", Path);

    public Task MakeWritableAsync() => RunAsync("mount", "-o", "remount,rw", Path);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static ulong Capabilities() => !OperatingSystem.IsLinux() ? 0 : ulong.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal)).AsSpan(7).Trim(),
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private Task RunAsync(string command, params string[] arguments) => ChildProcess.RunAsync(_folder.Path, command, arguments);
}

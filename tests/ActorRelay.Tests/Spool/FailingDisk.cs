using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Spool;

/// <summary>
/// A disk of 64 MiB in a file, mounted for a test, whose file system turns read-only under whoever has files open on it, as
/// the kernel makes it do after a write error (mount(8), <c>errors=remount-ro</c>).
/// </summary>
internal sealed class FailingDisk : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private FailingDisk()
    {
    }

    /// <summary>Why a spec that needs one is left out; null where it can be had.</summary>
    public static string? Missing { get; } =
        SmallDisk.Missing
        ?? (File.Exists("/dev/loop-control") && File.Exists("/usr/sbin/mkfs.ext4") ? null : "needs loop devices and e2fsprogs");

    public string Path => _folder.File("disk");

    private string Image => _folder.File("image");

    public static async Task<FailingDisk> MountAsync()
    {
        var disk = new FailingDisk();
        Directory.CreateDirectory(disk.Path);
        using (var image = File.Create(disk.Image))
        {
            image.SetLength(64 << 20);
        }

        await disk.RunAsync("/usr/sbin/mkfs.ext4", "-q", disk.Image);
        await disk.MountAgainAsync();
        return disk;
    }

    /// <summary>Every write fails from now on. It stays so until it is repaired.</summary>
    public Task FailAsync() => RunAsync("mount", "-o", "remount,abort", Path);

    /// <summary>As an operator does it: unmount, which nobody may be in the way of for long, check, mount.</summary>
    public async Task RepairAsync()
    {
        await Eventually.TrueAsync(
            async () =>
            {
                await using var unmount = ChildProcess.Start(_folder.Path, "umount", Path);
                return await unmount.ExitedAsync() == 0;
            },
            () => "somebody keeps files open on it");
        await using (var check = ChildProcess.Start(_folder.Path, "/usr/sbin/e2fsck", "-fp", Image))
        {
            // 1: errors were found and corrected (e2fsck(8)).
            Assert.True(await check.ExitedAsync() is 0 or 1, check.Said);
        }

        await MountAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private Task MountAgainAsync() => RunAsync("mount", "-o", "loop,errors=remount-ro", Image, Path);

    private Task RunAsync(string command, params string[] arguments) => ChildProcess.RunAsync(_folder.Path, command, arguments);
}

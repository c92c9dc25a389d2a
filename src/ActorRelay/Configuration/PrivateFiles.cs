namespace ActorRelay.Configuration;

/// <summary>
/// Files and folders that only the relay's own user may read: they hold secrets, and what customers logged.
/// </summary>
internal static class PrivateFiles
{
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public static FileStream OpenAppend(string path) => Open(path, FileMode.Append, FileShare.Read);

    /// <summary>Opens a file, which is made when it is not there, that no other process has open so.</summary>
    /// <exception cref="IOException">One has.</exception>
    public static FileStream OpenAlone(string path) => Open(path, FileMode.OpenOrCreate, FileShare.None);

    /// <summary>
    /// As <see cref="Probe"/>, and makes no folder: what is not there must be possible to make.
    /// </summary>
    public static void ProbeOnly(string folder)
    {
        var existing = folder;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { Length: > 0 } above)
        {
            existing = above;
        }

        TryFile(existing);
    }

    /// <summary>Sees that files can be made in a folder, which is made when it is not there.</summary>
    /// <exception cref="IOException">They cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot: this user may not.</exception>
    public static void Probe(string folder)
    {
        CreateFolder(folder);
        TryFile(folder);
    }

    private static void TryFile(string folder)
    {
        var path = Path.Combine(folder, ".probe");
        Open(path, FileMode.Create, FileShare.Read).Dispose();
        File.Delete(path);
    }

    /// <summary>
    /// Writes a whole file aside, and moves it where it belongs once it is on disk: a crash leaves the old one or the new
    /// one.
    /// </summary>
    /// <exception cref="IOException">It could not be written; the old one is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be written: this user may not.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var aside = $"{path}.new";
        File.Delete(aside);
        using (var file = Open(aside, FileMode.CreateNew, FileShare.Read))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

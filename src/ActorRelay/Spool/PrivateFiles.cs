namespace ActorRelay.Spool;

/// <summary>Files and folders that only the relay's own user may read: they hold what customers logged.</summary>
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

    /// <summary>An empty file, which may be renamed while it is open.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create, FileShare.Read | FileShare.Delete);

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

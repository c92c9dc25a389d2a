namespace ActorRelay.Configuration;

/// <summary>Time and length of a file: while these are as before, so is what is in it.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    /// <summary>A file that cannot be opened, or is none, has a stamp too, so that its return is a change.</summary>
    /// <param name="path">Null for none.</param>
    public static FileStamp Of(string? path)
    {
        if (path is null)
        {
            return default;
        }

        try
        {
            // Through a handle, because the path may be a link to a link: Kubernetes changes a secret by moving only
            // the latter.
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return new FileStamp(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return default;
        }
    }
}

using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>Time and length of the certificate files: when these are as before, so is what is in them.</summary>
internal readonly record struct FileStamps(
    (DateTime Written, long Length) Certificate,
    (DateTime Written, long Length) Key,
    (DateTime Written, long Length) ClientCa)
{
    /// <summary>A file that cannot be opened has a stamp too, so that its return is a change.</summary>
    public static FileStamps Of(TlsSettings settings) =>
        new(StampOf(settings.Certificate), StampOf(settings.Key), StampOf(settings.ClientCa));

    private static (DateTime Written, long Length) StampOf(string? path)
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
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}

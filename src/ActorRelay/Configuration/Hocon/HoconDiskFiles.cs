using System.Text;

namespace ActorRelay.Configuration.Hocon;

/// <summary>Files on disk, as strict UTF-8. A file larger than anything a setting can be is not read.</summary>
/// <param name="workingDirectory">What relative paths of the command line are relative to.</param>
internal sealed class HoconDiskFiles(string workingDirectory) : IHoconFiles
{
    private const int MaxBytes = 4 * HoconLimits.FileLength;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public string Resolve(string name, string? relativeTo)
    {
        try
        {
            return relativeTo is null ? name : Path.Combine(Path.GetDirectoryName(relativeTo) ?? "", name);
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    public HoconFile Read(string path)
    {
        try
        {
            var fullPath = Path.GetFullPath(path, workingDirectory);
            if (Directory.Exists(fullPath))
            {
                return new HoconFile(null, "it is a folder");
            }

            using var stream = new FileStream(fullPath, FileMode.Open, FileAccess.Read);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > MaxBytes
                ? new HoconFile(null, $"it is larger than {MaxBytes} bytes")
                : new HoconFile(StrictUtf8.GetString(bytes.AsSpan(0, length)), null);
        }
        catch (DecoderFallbackException)
        {
            return new HoconFile(null, "it is not UTF-8");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new HoconFile(null, "there is no such file");
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new HoconFile(null, e.Message);
        }
    }
}

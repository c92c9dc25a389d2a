using System.IO.Enumeration;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// The files below paths, in the order of their names, a folder at a time: however many a bucket has, only the names of
/// one of its folders are in memory.
/// </summary>
internal static class NdjsonFiles
{
    public const string StandardInput = "-";

    /// <summary>Names that NDJSON has, with or without .gz. Buckets have other things, such as Logpush's ownership challenge.</summary>
    private static readonly string[] Endings = [".log", ".json", ".ndjson", ".jsonl"];

    /// <param name="paths">Files are taken whatever they are called; of folders, only what is called as NDJSON is.</param>
    /// <param name="leftOut">Told of each file in a folder that is not.</param>
    /// <exception cref="CommandFailedException">A path is not there, or a folder cannot be read.</exception>
    public static IEnumerable<string> Below(IEnumerable<string> paths, Action<string> leftOut)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in In(path, leftOut))
                {
                    yield return file;
                }
            }
            else if (path == StandardInput || File.Exists(path))
            {
                yield return path;
            }
            else
            {
                throw new CommandFailedException($"cannot read {SettingsText.Printable(path)}: there is no such file");
            }
        }
    }

    private static IEnumerable<string> In(string folder, Action<string> leftOut)
    {
        foreach (var (path, isFolder) in Entries(folder))
        {
            if (isFolder)
            {
                foreach (var file in In(path, leftOut))
                {
                    yield return file;
                }
            }
            else if (IsNdjson(path))
            {
                yield return path;
            }
            else
            {
                leftOut(path);
            }
        }
    }

    /// <summary>A link to a folder is not followed: it could lead in a circle.</summary>
    private static List<(string Path, bool IsFolder)> Entries(string folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<(string Path, bool IsFolder)>(
                folder,
                (ref FileSystemEntry entry) => (entry.ToSpecifiedFullPath(), entry.IsDirectory),
                new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                    !entry.IsDirectory || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            return [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {SettingsText.Printable(folder)}: {failure.Message}", failure);
        }
    }

    private static bool IsNdjson(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}

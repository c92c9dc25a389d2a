using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ActorRelay.Configuration.Hocon;

/// <summary>Remembers which files were read by way of it, and a digest of what was in them.</summary>
internal sealed class HoconFilesRead(IHoconFiles files) : IHoconFiles
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <summary>By path; those that were not there have an empty digest.</summary>
    public ImmutableSortedDictionary<string, string> Digests => _read.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public string Resolve(string name, string? relativeTo) => files.Resolve(name, relativeTo);

    public HoconFile Read(string path)
    {
        var file = files.Read(path);
        _read[path] = file.Text is { } text ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))) : "";
        return file;
    }
}

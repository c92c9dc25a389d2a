using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration;

/// <summary>Files that are not on disk. Names are taken as they are, relative to nothing but a folder in front.</summary>
internal sealed class MemoryFiles(params (string Path, string Text)[] files) : IHoconFiles
{
    public string Resolve(string name, string? relativeTo) =>
        relativeTo is null ? name : Path.Combine(Path.GetDirectoryName(relativeTo) ?? "", name);

    public HoconFile Read(string path) =>
        files.FirstOrDefault(f => f.Path == path).Text is { } text
            ? new HoconFile(text, null)
            : new HoconFile(null, "there is no such file");
}

using System.Text.RegularExpressions;

namespace ActorRelay.Tests.Architecture;

/// <summary>One source file of the program, as far as the architecture asks: where it is and what it declares.</summary>
internal sealed partial class SourceFile(string folder, string name, string[] lines)
{
    /// <summary>Its folder below <c>src/ActorRelay</c>, with dots: <c>Configuration.Hocon</c>; empty at the top.</summary>
    public string Folder => folder;

    /// <summary>Without its folder.</summary>
    public string Name => name;

    public int LineCount => lines.Length;

    public string? Namespace { get; } = lines
        .Select(line => FileScopedNamespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>Types that are not within another: with file-scoped namespaces they begin in the first column.</summary>
    public IReadOnlyList<string> Types { get; } = [.. lines
        .Select(line => TopLevelType().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>All files of a folder of the repository, what a build generates left out.</summary>
    public static IReadOnlyList<SourceFile> Below(string path) => [.. Directory
        .EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(path, file))
        .Where(file => file.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
        .Select(file => new SourceFile(
            (Path.GetDirectoryName(file) ?? "").Replace(Path.DirectorySeparatorChar, '.'),
            Path.GetFileName(file),
            File.ReadAllLines(Path.Combine(path, file))))];

    public override string ToString() => folder.Length == 0 ? name : $"{folder}/{name}";

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*"
        + @"(?:record\s+struct|record\s+class|class|struct|interface|enum|record|delegate\s+[\w<>\[\]?]+)\s+(\w+)")]
    private static partial Regex TopLevelType();
}

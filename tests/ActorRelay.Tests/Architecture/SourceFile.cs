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

    /// <summary>It holds one of the parts of its types: <c>Name.Part.cs</c>.</summary>
    public bool IsPart => name.Count(c => c == '.') > 1;

    public string? Namespace { get; } = lines
        .Select(line => FileScopedNamespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>Types that are not within another: with file-scoped namespaces they begin in the first column.</summary>
    public IReadOnlyList<string> Types { get; } = [.. Spans(lines).Select(type => type.Name)];

    /// <summary>The same, and how many lines each has, from its declaration to its end.</summary>
    public IReadOnlyList<(string Name, string Declaration, int Lines)> TypeLines { get; } = [.. Spans(lines)];

    /// <summary>Blocks of methods, also of types within others, from the declaration to the end.</summary>
    public IReadOnlyList<(string Declaration, int Lines)> Methods { get; } = [.. Blocks(lines)];

    /// <summary>All files of a folder of the repository, what a build generates left out.</summary>
    public static IReadOnlyList<SourceFile> Below(string path) => [.. Directory
        .EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(path, file))
        .Where(file => file.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
        .Select(file => new SourceFile(
            (Path.GetDirectoryName(file) ?? "").Replace(Path.DirectorySeparatorChar, '.'),
            Path.GetFileName(file),
            File.ReadAllLines(Path.Combine(path, file))))];

    private static IEnumerable<(string Name, string Declaration, int Lines)> Spans(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (TopLevelType().Match(lines[i]) is { Success: true } match)
            {
                var open = Array.IndexOf(lines, "{", i);
                var semicolon = Array.FindIndex(lines, i, line => line.EndsWith(';'));
                var end = semicolon >= 0 && (open < 0 || semicolon < open)
                    ? semicolon
                    : Array.FindIndex(lines, i, line => line.StartsWith('}'));
                yield return (match.Groups[1].Value, lines[i], end - i + 1);
            }
        }
    }

    private static IEnumerable<(string Declaration, int Lines)> Blocks(string[] lines)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - 1;
            if (lines[i].TrimStart() != "{" || indent is < 4 or > 12)
            {
                continue;
            }

            var begin = i;
            while (!string.IsNullOrWhiteSpace(lines[begin - 1]) && !EndsWhatIsBefore().IsMatch(lines[begin - 1]))
            {
                begin--;
            }

            var declaration = string.Join(' ', lines[begin..i].Select(line => line.Trim()));
            if (!TopLevelType().IsMatch(declaration.Replace("private ", "", StringComparison.Ordinal)))
            {
                var end = Array.FindIndex(lines, i, line => line.StartsWith($"{new string(' ', indent)}}}", StringComparison.Ordinal));
                if (!declaration.Contains(" = ", StringComparison.Ordinal))
                {
                    yield return (declaration, end - begin + 1);
                }

                i = end;
            }
        }
    }

    public override string ToString() => folder.Length == 0 ? name : $"{folder}/{name}";

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex(@"^\s*(?:\}|\{|\[|//)|;$")]
    private static partial Regex EndsWhatIsBefore();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*"
        + @"(?:record\s+struct|record\s+class|class|struct|interface|enum|record|delegate\s+[\w<>\[\]?]+)\s+(\w+)")]
    private static partial Regex TopLevelType();
}

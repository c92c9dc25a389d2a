using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ActorRelay.Hosting;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Architecture;

/// <summary>How the source is cut: small files of one type each, where their namespace says, with names that say something.</summary>
public sealed partial class TypeSpecs
{
    private const int LongestFile = 400;
    private const int LongestSpecs = 400;

    private static readonly IReadOnlyList<SourceFile> Program =
        SourceFile.Below(Path.Combine(Repository.Root, "src", "ActorRelay"));

    private static readonly IReadOnlyList<SourceFile> Tests =
        SourceFile.Below(Path.Combine(Repository.Root, "tests", "ActorRelay.Tests"));

    /// <summary>Files that are longer, and why cutting them would not make them easier to read.</summary>
    private static readonly Dictionary<string, string> LongForAReason = new()
    {
        ["Delivery/ConnectionActor.cs"] = "one actor, whose states are one story",
    };

    [Fact]
    public void Should_be_found()
    {
        Assert.InRange(Program.Count, 20, int.MaxValue);
        Assert.Contains(Program, file => file is { Folder: "Blocks", Name: "BlockPool.cs", Types: ["BlockPool"] });
        Assert.Contains(Program, file => file is { Folder: "Accounts", Name: "RecordCounts.cs", Types: ["RecordCounts"] });
    }

    [Fact]
    public void Should_have_the_namespace_of_their_folder()
    {
        Assert.All(Program, file => AssertNamespace("ActorRelay", file));
        Assert.All(Tests, file => AssertNamespace("ActorRelay.Tests", file));
    }

    [Fact]
    public void Should_be_in_a_file_that_is_named_as_one_of_them()
    {
        // Name{T}.cs is the generic type beside Name.cs, Name.Part.cs one part of a type. Small records, enums and
        // exceptions of one conversation may stand beside it.
        Assert.All(Program.Concat(Tests).Where(file => file.Namespace is not null), file =>
            Assert.Contains(file.Name.Split('.', '{')[0], file.Types));
    }

    [Fact]
    public void Should_stay_short()
    {
        Assert.All(Program.Where(file => !LongForAReason.ContainsKey(file.ToString())), file => AssertShort(file, LongestFile));
        Assert.All(Tests, file => AssertShort(file, LongestSpecs));
    }

    [Fact]
    public void Should_be_long_only_while_there_is_a_reason() => Assert.All(LongForAReason.Keys, name =>
        Assert.Contains(Program, file => file.ToString() == name && file.LineCount > LongestFile));

    [Fact]
    public void Should_have_names_of_the_field() => Assert.All(Program.Concat(Tests), file => Assert.All(
        file.Types.Concat(file.Folder.Split('.')),
        name => Assert.False(SaysNothing().IsMatch(name), $"{file}: {name} could hold anything")));

    [Fact]
    public void Should_be_sealed_unless_abstract() => Assert.All(
        Written(typeof(RunningRelay).Assembly).Where(type => type.IsClass && !type.IsAbstract),
        type => Assert.True(type.IsSealed, $"{type} is neither abstract nor sealed"));

    [Fact]
    public void Should_be_internal() => Assert.DoesNotContain(typeof(RunningRelay).Assembly.GetExportedTypes(), IsWritten);

    private static IEnumerable<Type> Written(Assembly assembly) => assembly.GetTypes().Where(IsWritten);

    /// <summary>Not made by the compiler or a generator, nor within something that was.</summary>
    private static bool IsWritten(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute))
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute))
        && !type.Name.Contains('<')
        && type.Name != "Program"
        && (type.DeclaringType is null ? type.Namespace?.StartsWith("ActorRelay", StringComparison.Ordinal) == true : IsWritten(type.DeclaringType));

    private static void AssertShort(SourceFile file, int longest) =>
        Assert.True(file.LineCount <= longest, $"{file} has {file.LineCount} lines: which of its jobs can go elsewhere?");

    private static void AssertNamespace(string root, SourceFile file) => Assert.True(
        file.Namespace == (file.Folder.Length == 0 ? root : $"{root}.{file.Folder}")
        || file is { Name: "Program.cs", Namespace: null, Types: [] },
        $"{file} has namespace {file.Namespace}");

    [GeneratedRegex("(Utils?|Utility|Utilities|Helpers?|Common|Manager|Misc)$")]
    private static partial Regex SaysNothing();
}

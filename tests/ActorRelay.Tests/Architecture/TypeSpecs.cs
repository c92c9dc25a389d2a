using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ActorRelay.Hosting;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Architecture;

/// <summary>
/// How the source is cut: by concept, one type and the small ones of its conversation to a file, where their namespace says,
/// with names that say something.
/// </summary>
public sealed partial class TypeSpecs
{
    private const int LongestType = 400;
    private const int LongestMethod = 70;
    private const int LongestSmallType = 40;

    private static readonly IReadOnlyList<SourceFile> Program =
        SourceFile.Below(Path.Combine(Repository.Root, "src", "ActorRelay"));

    private static readonly IReadOnlyList<SourceFile> Tests =
        SourceFile.Below(Path.Combine(Repository.Root, "tests", "ActorRelay.Tests"));

    /// <summary>Types that are longer, and why cutting them would not make them easier to read.</summary>
    private static readonly Dictionary<string, string> LongForAReason = new()
    {
        ["Delivery.ConnectionActor"] = "one actor, whose states are one story",
        ["Accounts.BatchProgress"] = "all that is known of how far a batch has come, under one lock",
    };

    /// <summary>Types that are in parts, though they are not that long.</summary>
    private static readonly string[] InParts = [];

    /// <summary>Methods that are longer, and why.</summary>
    private static readonly Dictionary<string, string> LongMethods = new()
    {
        ["Records/RecordScanner{TPayload,TMarking}.cs"] = "the scanner's one loop, whose jumps must stay within it",
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
    public void Should_share_a_file_only_as_small_ones_of_what_it_is_named_as()
    {
        // Name{T}.cs is the generic type beside Name.cs, Name.Part.cs one part of a type. Small records, enums and
        // exceptions of one conversation may stand beside it.
        Assert.All(Program.Concat(Tests).Where(file => file.Namespace is not null), file =>
        {
            var name = file.Name.Split('.', '{')[0];
            Assert.Contains(name, file.Types);
            Assert.All(file.TypeLines.Where(type => type.Name != name), type => Assert.True(
                IsSmall().IsMatch(type.Declaration) && type.Lines <= LongestSmallType,
                $"{file} is no place for {type.Name}: only small records, enums, exceptions and what is static of {name}'s conversation share its file"));
        });
    }

    [Fact]
    public void Should_not_share_a_name_with_another() => Assert.All(
        Program.SelectMany(file => file.Types.Select(type => (Type: type, Home: $"{file.Folder}/{file.Name.Split('.', '{')[0]}")))
            .GroupBy(of => of.Type),
        of => Assert.True(of.Select(type => type.Home).Distinct().Count() == 1, $"{of.Key} is in {string.Join(" and ", of.Select(type => type.Home))}"));

    [Fact]
    public void Should_stay_short()
    {
        Assert.All(LinesOfTypes(Program).Where(type => !LongForAReason.ContainsKey(type.Name)), AssertShort);
        Assert.All(LinesOfTypes(Tests), AssertShort);
    }

    [Fact]
    public void Should_have_methods_that_fit_a_screen() => Assert.All(
        Program.Where(file => !LongMethods.ContainsKey(file.ToString())),
        file => Assert.All(file.Methods, method => Assert.True(
            method.Lines <= LongestMethod, $"{file} has a method of {method.Lines} lines: {method.Declaration}")));

    [Fact]
    public void Should_be_long_only_while_there_is_a_reason()
    {
        Assert.All(LongForAReason.Keys, name => Assert.Contains(LinesOfTypes(Program), type => type.Name == name && type.Lines > LongestType));
        Assert.All(LongMethods.Keys, name => Assert.Contains(
            Program, file => file.ToString() == name && file.Methods.Any(method => method.Lines > LongestMethod)));
    }

    [Fact]
    public void Should_not_be_cut_for_length() => Assert.All(
        Program.Where(file => file.IsPart),
        file => Assert.Contains($"{file.Folder}.{file.Types[0]}", LongForAReason.Keys.Concat(InParts)));

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

    /// <summary>Of all parts of a type together.</summary>
    private static IEnumerable<(string Name, int Lines)> LinesOfTypes(IEnumerable<SourceFile> files) => files
        .SelectMany(file => file.TypeLines.Select(type => (Name: $"{file.Folder}.{type.Name}", type.Lines)))
        .GroupBy(type => type.Name)
        .Select(of => (of.Key, of.Sum(type => type.Lines)));

    private static void AssertShort((string Name, int Lines) type) =>
        Assert.True(type.Lines <= LongestType, $"{type.Name} has {type.Lines} lines: which of its jobs can go elsewhere?");

    private static void AssertNamespace(string root, SourceFile file) => Assert.True(
        file.Namespace == (file.Folder.Length == 0 ? root : $"{root}.{file.Folder}")
        || file is { Name: "Program.cs", Namespace: null, Types: [] },
        $"{file} has namespace {file.Namespace}");

    [GeneratedRegex(@"\b(record|enum|delegate|static class)\b|\bclass \w+Exception\b")]
    private static partial Regex IsSmall();

    [GeneratedRegex("(Utils?|Utility|Utilities|Helpers?|Common|Manager|Misc)$")]
    private static partial Regex SaysNothing();
}

using System.Reflection;
using ActorRelay.Hosting;
using ActorRelay.Tests.EndToEnd;
using NetArchTest.Rules;

namespace ActorRelay.Tests.Architecture;

/// <summary>A folder is a step of the path and may know only the steps after it; what is pure stays pure.</summary>
public sealed class FolderSpecs
{
    private const string Root = "ActorRelay";

    /// <summary>
    /// Each folder, and the ones it may use. Edge, Batches, Delivery, Streams, Syslog, Records is the path of a batch;
    /// Configuration and Inspection stand beside it.
    /// </summary>
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Records"] = [],
        ["Syslog"] = ["Records"],
        ["Configuration"] = ["Syslog", "Records"],
        ["Blocks"] = [],
        ["Accounts"] = ["Syslog", "Records"],
        ["Streams"] = ["Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Spool"] = ["Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Delivery"] = ["Accounts", "Blocks", "Syslog", "Configuration"],
        ["Batches"] = ["Delivery", "Spool", "Streams", "Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Edge"] = ["Batches", "Spool", "Streams", "Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Inspection"] =
            ["Edge", "Batches", "Delivery", "Spool", "Streams", "Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Telemetry"] =
            ["Inspection", "Edge", "Batches", "Delivery", "Spool", "Streams", "Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["EmbeddedReceiver"] = [],
        ["Hosting"] =
            ["Telemetry", "Inspection", "Edge", "Batches", "Delivery", "Spool", "Streams", "Accounts", "Blocks", "Syslog", "Records", "Configuration"],
        ["Commands"] =
            ["Hosting", "EmbeddedReceiver", "Inspection", "Edge", "Batches", "Delivery", "Accounts", "Syslog", "Records", "Configuration"],
    };

    private static readonly Assembly Program = typeof(RunningRelay).Assembly;

    private static readonly IReadOnlyList<SourceFile> Sources =
        SourceFile.Below(Path.Combine(Repository.Root, "src", Root));

    public static TheoryData<string> Folders => [.. May.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Should_know_only_the_steps_after_it(string folder)
    {
        var forbidden = May.Keys.Except(May[folder]).Where(other => other != folder).Select(other => $"{Root}.{other}");

        AssertHasNone(folder, [.. forbidden]);
    }

    [Fact]
    public void Should_make_no_circle()
    {
        var below = new HashSet<string>();
        while (May.Keys.FirstOrDefault(folder => !below.Contains(folder) && below.IsSupersetOf(May[folder])) is { } next)
        {
            below.Add(next);
        }

        Assert.Empty(May.Keys.Except(below));
    }

    [Theory]
    [InlineData("Records")]
    [InlineData("Syslog")]
    public void Should_do_no_input_or_output_and_know_no_actors(string folder) => AssertHasNone(
        folder,
        "Akka", "Microsoft", "System.IO", "System.Net", "System.Threading.Tasks", "System.Threading.Thread", "System.Console",
        "System.Diagnostics.Process", "System.Environment");

    [Fact]
    public void Should_keep_the_web_at_the_doors() => Assert.All(
        May.Keys.Except(["Edge", "Inspection", "Hosting"]), folder => AssertHasNone(folder, "Microsoft.AspNetCore"));

    [Fact]
    public void Should_keep_sockets_where_lines_leave_or_arrive() => Assert.All(
        May.Keys.Except(["Delivery", "EmbeddedReceiver", "Edge", "Hosting", "Commands"]),
        folder => AssertHasNone(folder, "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "System.Net.Sockets.TcpListener"));

    [Fact]
    public void Should_be_seen_when_a_rule_is_broken() => Assert.False(
        Check("Streams", "ActorRelay.Syslog").IsSuccessful || Check("Delivery", "System.Net.Sockets").IsSuccessful);

    [Fact]
    public void Should_be_folders_that_are_named_here() => Assert.All(
        Sources.Where(file => file.Folder.Length > 0),
        file => Assert.True(May.ContainsKey(file.Folder.Split('.')[0]), $"{file}: say in {nameof(FolderSpecs)} what its folder may use"));

    private static void AssertHasNone(string folder, params string[] forbidden)
    {
        var result = Check(folder, forbidden);
        Assert.True(
            result.IsSuccessful, $"{folder} uses one of {string.Join(", ", forbidden)}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    private static TestResult Check(string folder, params string[] forbidden) => Types.InAssembly(Program)
        .That().ResideInNamespaceMatching($@"^{Root}\.{folder}(\.|$)")
        .ShouldNot().HaveDependencyOnAny(forbidden)
        .GetResult();
}

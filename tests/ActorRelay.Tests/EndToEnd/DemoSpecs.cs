using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>The first command of the README, as a newcomer types it.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class DemoSpecs
{
    [Fact]
    public async Task Should_show_that_every_record_of_every_dataset_arrives()
    {
        using var folder = new TestFolder();
        await using var demo = ChildProcess.Start(
            folder.Path, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Repository.Program, "demo");

        Assert.True(await demo.ExitedAsync() == 0, demo.Said);

        var rows = Row().Matches(demo.Said).ToDictionary(row => row.Groups[1].Value, row => Numbers(row.Groups[2].Value));
        Assert.All(
            ["http_requests", "firewall_events", "gateway_http", "gateway_dns", "zero_trust_network_sessions", "audit_logs"],
            dataset => Assert.Equal([50, 50, 50, 0], rows[dataset]));
        var total = rows["total"];
        Assert.Equal((total[0] - total[3], total[1]), (total[1], total[2]));
        Assert.Contains("Every record arrived as it should", demo.Said);
        Assert.Contains("<34>", demo.Said);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static int[] Numbers(string columns) =>
        [.. columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Dataset, sent, arrived, correct, set aside.</summary>
    [GeneratedRegex(@"^(\w+)((?: +\d+){4})$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

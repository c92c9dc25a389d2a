using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What a newcomer sees first.</summary>
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
        Assert.Equal(
            [
                "audit_logs", "dns_logs", "firewall_events", "gateway_dns", "gateway_http", "gateway_network", "http_requests",
                "total", "workers_trace_events", "zero_trust_network_sessions",
            ],
            rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, row => Assert.Equal((row[0] - row[3], row[1]), (row[1], row[2])));
        Assert.All(rows.Values, row => Assert.InRange(row[0], 50, int.MaxValue));
        Assert.Contains("Every record arrived as it should", demo.Said);
        Assert.Contains("<34>", demo.Said);
    }

    private static int[] Numbers(string columns) =>
        [.. columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Dataset, sent, arrived, correct, set aside.</summary>
    [GeneratedRegex(@"^(\w+)((?: +\d+){4})$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Configuration;
using ActorRelay.Hosting;
using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;
using ActorRelay.Tests.EndToEnd;
using ActorRelay.Tests.Spool;

namespace ActorRelay.Tests.Inspection;

/// <summary>
/// What inspection answers for the spool, quarantine and journal, to the letter: scripts read it. What differs from run to
/// run, a time of the database and sizes of its file, is left out.
/// </summary>
public sealed partial class InspectionJsonSpecs : IAsyncLifetime
{
    private const string Receiver = "tcp://127.0.0.1:1";

    private readonly string _state = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly HttpClient _client = new();
    private RunningRelay? _relay;

    public async Task InitializeAsync()
    {
        await using (var spool = new OpenedSpool(await SqliteDatabase.OpenAsync(
            Path.Combine(_state, "spool.db"), new SpoolOptions { Owner = "spec", MinFreeShare = 0 })))
        {
            await spool.Store.PutAsync(1, 1000, new SpoolCopy("gone", 7, Live: false), new SpoolCopy("lost", 0, Live: false));
            await spool.Quarantine.KeepLinesAsync(
                [new QuarantinedLine(SpoolSamples.Id(2), "dns_logs", "zone-1", 3, "invalid-json", 5, "bad \"é"u8.ToArray())]);
            await spool.Quarantine.KeepAsync(SpoolSamples.Batch(3), new MemoryStream([1, 2, 3]), "invalid");
            ImmutableArray<JournalDelivery> deliveries =
                [new("gone", 7, 2, 0, Done: false), new("siem", 10, 0, 1, Done: true)];
            await spool.Journal.WriteAsync(Entry(1, "spooled", 0, deliveries) with { Secret = "a,b" });
            await spool.Journal.WriteAsync(Entry(2, "confirmed", 3, [new("siem", 10, 0, 0, Done: true)]) with
            {
                Records = 10,
                FirstEvent = SpoolSamples.Begin,
                LastEvent = SpoolSamples.Begin.AddSeconds(3),
            });
            await spool.Journal.WriteAsync(Entry(3, "invalid", 4, []));
        }

        _relay = await RunningRelay.StartAsync(
            SettingsReader.Read($$"""
                relay {
                  state-dir = "{{_state}}"
                  edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
                  receivers.siem { address = "{{Receiver}}", connections = 1 }
                  spool.min-free = 0%
                  journal.keep = 3650d
                  inspection.listen = "http://127.0.0.1:0"
                }
                """).Valid(),
            calling: null,
            CancellationToken.None);
        await Eventually.TrueAsync(
            async () => (await GetAsync("status")).Contains("\"restored\": 101", StringComparison.Ordinal), () => "the spool is not open");
    }

    public async Task DisposeAsync()
    {
        await (_relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        _client.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task Should_stay_as_they_are()
    {
        string[] commands =
        [
            "spool", "spool/show/batch-000001", "quarantine", "quarantine/show/1", "quarantine/show/2",
            "audit?from=2026-03-01&to=2026-03-02", "audit?from=2026-03-01&to=2026-03-02&csv=",
        ];
        var answers = new List<string>();
        foreach (var command in commands)
        {
            answers.Add($"{command}\n{await GetAsync(command)}");
        }

        var status = await GetAsync("status");
        var begin = status.IndexOf("  \"spool\": {", StringComparison.Ordinal);
        answers.Add(status[begin..status.IndexOf("  \"ledger\"", begin, StringComparison.Ordinal)]);
        var text = string.Join("\n\n", answers).ReplaceLineEndings("\n");

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "ActorRelay.Tests", "Inspection", "inspection.golden")), text);
    }

    private async Task<string> GetAsync(string command)
    {
        var text = await _client.GetStringAsync(new Uri(_relay!.Inspection, $"/relay/{command}"));
        return Stored().Replace(At().Replace(text.Replace(_state, "STATE", StringComparison.Ordinal), "$1\"AT\""), "${1}0");
    }

    private static JournalEntry Entry(int number, string outcome, int hours, ImmutableArray<JournalDelivery> deliveries) => new(
        SpoolSamples.Id(number), $"hash-{number}", "dns_logs", "zone-1", "/dns_logs/zone-1", "192.0.2.1",
        SpoolSamples.Begin.AddHours(hours), SpoolSamples.Begin.AddHours(hours).AddSeconds(1), 1000, outcome, deliveries);

    [GeneratedRegex("(\"at\": )\"[^\"]*\"")]
    private static partial Regex At();

    [GeneratedRegex("(\"stored\": )[0-9]+")]
    private static partial Regex Stored();
}

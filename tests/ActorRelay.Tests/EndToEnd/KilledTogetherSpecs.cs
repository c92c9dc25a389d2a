using ActorRelay.Syslog;
using ActorRelay.Tests.Judge;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Relay and Receiver are killed at the same moment: the one case in which what was answered 200 can be lost, for what the
/// Receiver's kernel had acknowledged and nobody had read goes with the one, and the bytes to send again with the other.
/// No more than that is lost, and everything else arrives.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class KilledTogetherSpecs(ITestOutputHelper output)
{
    private const int ReceiveBuffer = 1 << 16;
    private const int Connections = 2;

    /// <summary>Small ones, of some 20 KB: several fit whole into what a kernel holds unread, and are answered.</summary>
    private static readonly IReadOnlyList<Job> Small =
        [.. Enumerable.Range(1, 4).Select(zone => new Job("gateway_http", "Datetime", $"zone-{zone}", BatchSize: 50))];

    [Theory]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public Task Should_lose_no_more_than_the_Receiver_had_unread(string acknowledge) => RunAsync(acknowledge, kills: 3, count: 20_000);

    [Theory]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    [Trait("Category", "Long")]
    public Task Should_lose_no_more_over_many_kills(string acknowledge) => RunAsync(acknowledge, kills: 20, count: 200_000);

    private async Task RunAsync(string acknowledge, int kills, int count)
    {
        using var home = new TestFolder();
        var records = new JobRecords(seed: 2031, Small, count / Small.Count, DateTimeOffset.UtcNow);
        await using var receiver = new FaultyReceiver(
            records,
            Framing.OctetCounting,
            number => number < kills * Connections ? new Fault(FaultKind.Stall, After: 300_000, For: TimeSpan.FromMinutes(5)) : null,
            ReceiveBuffer);
        var config = RelayConfig.To(
            receiver.Address,
            $"framing = octet-counting, connections = {Connections}, replay = 160 KiB, down-after = 1s, backoff {{ min = 20ms, max = 200ms }}") with
        {
            EdgePort = FreePort.Take(),
            Edge = $"acknowledge = {acknowledge}",
            Spool = "store = \"sqlite:spool.db\"",
        };
        using var edge = new LogpushSender(new Uri($"http://127.0.0.1:{config.EdgePort}"));
        var sender = new JobSender(edge, records, new SenderHabits { Attempts = int.MaxValue });
        var sending = sender.SendAsync();
        for (var kill = 1; kill <= kills; kill++)
        {
            await KillBothAsync(config, home, receiver, stalled: kill * Connections);
        }

        await using (var relay = await RelayProcess.StartReadyAsync(config, home))
        {
            await sending;
            await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 });
            await relay.StopAsync();
        }

        await receiver.EndedAsync();
        await receiver.DisposeAsync();

        // With nothing that could be sent again, the judge excuses exactly what a killed Receiver had not read.
        var verdict = new RecordJudge(sender.Sent, ExpectedLines.As(AlogFormat.With(Framing.OctetCounting)), replay: 0)
            .Judge(receiver.Log);
        output.WriteLine($"{acknowledge}, {kills} kills: {verdict.LostBeyondReplay.Count} records lost");
        output.WriteLine(verdict.ToString());
        Assert.Empty(verdict.Lost);
        Assert.Empty(verdict.Unknown);
        Assert.Equal(count, sender.Sent.AnsweredCount);
    }

    /// <summary>Once more is confirmed than was read.</summary>
    private static async Task KillBothAsync(RelayConfig config, TestFolder home, FaultyReceiver receiver, int stalled)
    {
        var before = receiver.Log.Count;
        await using var relay = await RelayProcess.StartReadyAsync(config, home);
        await Eventually.TrueAsync(() => receiver.Faults >= stalled, () => $"{receiver.Faults} connections of {stalled} stall");
        await relay.StatusAsync(status => status.Confirmed > receiver.Log.Count - before);
        relay.Process.Send(Signal.Kill);
        await receiver.FailAsync(FaultKind.Reset);
        await relay.Process.ExitedAsync();
    }
}

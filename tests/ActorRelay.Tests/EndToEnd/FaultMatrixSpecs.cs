using ActorRelay.Syslog;
using ActorRelay.Tests.Judge;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// The matrix: whatever a Receiver does, nothing that was answered 200 is lost as long as the replay covers what it had
/// left unread; nothing is made up, and what comes twice is what had to be sent again. Both framings run side by side.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class FaultMatrixSpecs(MatrixTable table, ITestOutputHelper output)
{
    private const int Count = 20_000;
    private const int LongCount = 200_000;

    /// <summary>Every fault comes when more than the replay was read: so every connection gets on.</summary>
    private const int Onward = 200_000;

    public static TheoryData<string> Faults => [.. FaultCells.All(isLong: false).Select(cell => cell.Name)];

    public static TheoryData<string> LongFaults => [.. FaultCells.All(isLong: true).Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Should_lose_nothing_of_20_000(string fault) => RunAsync(Find(fault, isLong: false), Count);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(LongFaults))]
    public Task Should_lose_nothing_of_200_000(string fault) => RunAsync(Find(fault, isLong: true), LongCount);

    [Fact]
    public Task Should_lose_nothing_whatever_comes() => RunAnyAsync(Count);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Should_lose_nothing_whatever_comes_for_long()
    {
        for (var round = 0; round < 5; round++)
        {
            await RunAnyAsync(LongCount);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Should_send_less_than_3_percent_twice_over_20_resets()
    {
        var cell = new FaultCell("20 resets, one each 2 MB", FaultSchedule.First(20, new Fault(FaultKind.Reset, 2_000_000)));

        var result = await cell.RunAsync(Framing.OctetCounting, LongCount);

        Print(result);
        CellResult.AssertKept(result);
        Assert.Equal(20, result.Verdict.AbnormalEnds);
        Assert.InRange(result.Verdict.DuplicatePercent, 0, 3);
    }

    [Fact]
    public async Task Should_not_send_the_same_for_ever_when_no_connection_gets_on()
    {
        // Each takes the replay into its kernel and dies. To get on, the relay has to send less again each time, and
        // that may cost what was unread: no more is promised than that it ends, and that nothing is made up.
        var cell = new FaultCell("reset after 1 byte, 12 in a row", FaultSchedule.First(12, new Fault(FaultKind.Reset, 1)))
        {
            Connections = 1,
        };

        var result = await cell.RunAsync(Framing.OctetCounting, Count);

        Print(result);
        Assert.Equal(0, result.Verdict.Sent.GivenUpCount);
        Assert.Empty(result.Verdict.Unknown);
        Assert.Empty(result.Verdict.Fragments);
        Assert.Empty(result.Verdict.Reordered);
        Assert.InRange(result.Verdict.DuplicateBytes, 0, Promise.DuplicateBound(result.Verdict));
    }

    private static FaultCell Find(string fault, bool isLong) => FaultCells.All(isLong).Single(cell => cell.Name == fault);

    private Task RunAnyAsync(int count)
    {
        var seed = FaultSeed.Take();
        output.WriteLine($"{FaultSeed.Variable}={seed}");
        return RunAsync(
            new FaultCell($"any, seed {seed}", FaultSchedule.Random(seed, connections: 20, Onward))
            {
                Receiver = "stall-timeout = 2s",
                ReadsTwoAtOnce = true,
            },
            count);
    }

    private async Task RunAsync(FaultCell cell, int count)
    {
        var results = await cell.RunBothAsync(count);
        Print(results);
        CellResult.AssertKept(results);
    }

    private void Print(params IReadOnlyList<CellResult> results)
    {
        foreach (var result in results)
        {
            output.WriteLine($"{result}");
            table.Add(result.Row);
        }

        output.WriteLine(MatrixTable.Of(results.Select(result => result.Row)));
    }
}

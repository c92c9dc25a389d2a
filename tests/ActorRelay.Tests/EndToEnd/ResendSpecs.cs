using ActorRelay.Tests.Judge;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What is sent again while its Receiver is slow: nothing is lost, whatever bytes it comes in.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ResendSpecs(ITestOutputHelper output)
{
    private const int Count = 20_000;

    private static readonly Func<int, Fault?> Slow =
        FaultSchedule.First(2, new Fault(FaultKind.Stall, 300_000, For: TimeSpan.FromSeconds(4)));

    [Theory]
    [InlineData(ResendWay.Identical)]
    [InlineData(ResendWay.Recompressed)]
    [InlineData(ResendWay.Recut)]
    public Task Should_lose_nothing_that_was_refused_and_came_again(ResendWay way) => RunAsync(
        new FaultCell($"stall 4 s, deadline 1 s, resent {way}", Slow)
        {
            Edge = "deadline = 1s",
            Habits = new SenderHabits { Way = way },
            IsSentAgain = true,
            ReadsTwoAtOnce = true,
        });

    [Fact]
    public Task Should_send_nothing_twice_when_clients_leave_and_come_again_with_the_same() => RunAsync(
        new FaultCell("stall 4 s, clients leave after 1 s", Slow)
        {
            Edge = "deadline = 60s",

            // Some may leave while their answer is on its way: for the relay they have it.
            Relay = "ledger.answered = 1m",
            Habits = new SenderHabits { Patience = TimeSpan.FromSeconds(1) },
        });

    private async Task RunAsync(FaultCell cell)
    {
        var results = await cell.RunBothAsync(Count);

        Assert.All(results, result => output.WriteLine($"{result}"));
        Assert.All(results, result => Assert.InRange(result.Verdict.Sent.UnansweredPosts, 1, int.MaxValue));
        CellResult.AssertKept(results);
    }
}

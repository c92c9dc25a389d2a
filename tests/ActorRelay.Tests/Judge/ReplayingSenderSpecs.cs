using System.Globalization;
using System.Text;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;
using Xunit.Abstractions;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// That the judge asks for what can be done, and for no less: a sender that keeps the rules passes whatever the Receiver
/// does, one that replays too little is found out.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class ReplayingSenderSpecs(ITestOutputHelper output)
{
    private const long Enough = 160 << 10;

    private readonly JobRecords _records = new(seed: 5, [Job.Busy[1]], perJob: 10_000, DateTimeOffset.UtcNow);

    public static TheoryData<string> Faults => [.. Schedules.Keys];

    private static Dictionary<string, Func<int, Fault?>> Schedules => new()
    {
        ["reset"] = FaultSchedule.Every(new Fault(FaultKind.Reset, 300_000)),
        ["reset mid-line"] = FaultSchedule.Every(new Fault(FaultKind.Reset, 250_000, CutAt.MidLine)),
        ["reset between blocks"] = FaultSchedule.Every(new Fault(FaultKind.Reset, 250_000, CutAt.BatchEnd)),
        ["reset after 1 byte"] = FaultSchedule.InTurn(8, new Fault(FaultKind.Reset, 1), new Fault(FaultKind.Close, 300_000)),
        ["close"] = FaultSchedule.First(4, new Fault(FaultKind.Close, 200_000)),
        ["half-close"] = FaultSchedule.First(5, new Fault(FaultKind.HalfClose, 200_000)),
        ["stall"] = FaultSchedule.First(1, new Fault(FaultKind.Stall, 200_000, For: TimeSpan.FromSeconds(1))),
        ["stall for ever"] = FaultSchedule.First(2, new Fault(FaultKind.StallForEver, 200_000)),
        ["never read"] = FaultSchedule.First(1, new Fault(FaultKind.StallForEver, 0)),
        ["black hole"] = FaultSchedule.First(1, new Fault(FaultKind.BlackHole, 200_000, For: TimeSpan.FromSeconds(1))),
        ["refuse"] = FaultSchedule.First(1, new Fault(FaultKind.Refuse, 200_000, For: TimeSpan.FromSeconds(1))),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Should_pass_when_the_replay_is_enough(string fault)
    {
        foreach (var framing in (Framing[])[Framing.Newline, Framing.OctetCounting])
        {
            var verdict = await RunAsync(framing, Schedules[fault], Enough);
            new Promise(framing) { AnyOrder = fault == "half-close" }.AssertKept(verdict);
            Assert.True(verdict.AbnormalEnds + verdict.OrderlyEnds > 0 || fault == "stall", "no fault came");
        }
    }

    [Fact]
    public async Task Should_pass_whatever_comes()
    {
        var seed = FaultSeed.Take();
        output.WriteLine($"{FaultSeed.Variable}={seed}");

        var verdict = await RunAsync(Framing.Newline, FaultSchedule.Random(seed, connections: 6, least: 200_000), Enough);

        new Promise(Framing.Newline) { AnyOrder = true }.AssertKept(verdict);
    }

    [Fact]
    public async Task Should_be_found_out_when_nothing_is_sent_again()
    {
        var verdict = await RunAsync(Framing.Newline, FaultSchedule.Every(new Fault(FaultKind.Reset, 300_000)), replay: 0, judged: Enough);

        Assert.NotEmpty(verdict.Lost);
        Assert.Empty(verdict.LostBeyondReplay);
    }

    [Fact]
    public async Task Should_be_excused_for_what_lies_beyond_a_replay_that_is_too_short()
    {
        const long Short = 20_000;

        var verdict = await RunAsync(Framing.OctetCounting, FaultSchedule.Every(new Fault(FaultKind.Reset, 300_000)), Short);

        Assert.Empty(verdict.Lost);
        Assert.NotEmpty(verdict.LostBeyondReplay);
        Assert.InRange(verdict.MostUnread, Short, long.MaxValue);
        Assert.Empty(new Promise(Framing.OctetCounting).Broken(verdict));
    }

    private async Task<Verdict> RunAsync(Framing framing, Func<int, Fault?> schedule, long replay, long? judged = null)
    {
        await using var receiver = new FaultyReceiver(_records, framing, schedule);
        var all = Enumerable.Range(0, _records.Count).Select(_records.At).ToList();
        var sent = new SentRecords(_records);
        sent.Post(all);

        await new ReplayingSender(receiver.Port, [.. all.Select(id => Framed(framing, _records.Record(id).Json))], replay).SendAsync();

        sent.Answer(all);
        await receiver.EndedAsync();
        await receiver.DisposeAsync();
        var verdict = new RecordJudge(sent, record => record.Json, judged ?? replay).Judge(receiver.Log);
        output.WriteLine($"{framing}\n{verdict}duplicates at most {Promise.DuplicateBound(verdict)} B\n");
        return verdict;
    }

    private static byte[] Framed(Framing framing, byte[] message) => framing == Framing.Newline
        ? [.. message, (byte)'\n']
        : [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. message];
}

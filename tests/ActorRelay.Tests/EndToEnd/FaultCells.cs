using ActorRelay.Tests.Judge;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>The rows of the matrix.</summary>
internal static class FaultCells
{
    private const long KB = 1000;

    /// <summary>Given up sooner than by default, for what would else have to be waited for.</summary>
    private const string Impatient = "stall-timeout = 2s";

    /// <param name="isLong">Longer stalls, for the long run.</param>
    public static IReadOnlyList<FaultCell> All(bool isLong) =>
    [
        new("none", FaultSchedule.None),

        // In between it gets on and is closed in order: else each replay would be cut off before anything new was sent.
        new("reset after 1 byte", FaultSchedule.InTurn(
            40, new Fault(FaultKind.Reset, 1), new Fault(FaultKind.Close, 200 * KB))) { Connections = 1 },
        new("reset mid-line", FaultSchedule.First(20, new Fault(FaultKind.Reset, 250 * KB, CutAt.MidLine))),
        new("reset between blocks", FaultSchedule.First(20, new Fault(FaultKind.Reset, 250 * KB, CutAt.BatchEnd))),
        new("reset every 300 KB", FaultSchedule.Every(new Fault(FaultKind.Reset, 300 * KB))),
        new("reset every 2 MB", FaultSchedule.Every(new Fault(FaultKind.Reset, 2000 * KB))),
        new("orderly close, idle", FaultSchedule.None) { Parts = 5 },
        new("orderly close, busy", FaultSchedule.First(20, new Fault(FaultKind.Close, 300 * KB))),
        new("half-close", FaultSchedule.First(20, new Fault(FaultKind.HalfClose, 300 * KB))) { ReadsTwoAtOnce = true },
        new($"stall {StallSeconds(isLong)} s, go on", FaultSchedule.First(
            2, new Fault(FaultKind.Stall, 300 * KB, For: TimeSpan.FromSeconds(StallSeconds(isLong))))) { Edge = "deadline = 60s" },
        new("stall for ever", FaultSchedule.First(2, new Fault(FaultKind.StallForEver, 300 * KB))) { Receiver = Impatient },
        new("accept, never read", FaultSchedule.First(2, new Fault(FaultKind.StallForEver, 0))) { Receiver = Impatient },
        new("black hole 3 s", FaultSchedule.First(
            1, new Fault(FaultKind.BlackHole, 300 * KB, For: TimeSpan.FromSeconds(3)))) { Receiver = Impatient },
        new("refuse 10 s", FaultSchedule.First(1, new Fault(FaultKind.Refuse, 300 * KB, For: TimeSpan.FromSeconds(10)))),

        // Its kernel acknowledges what the Receiver never sees, so what this costs is only shown.
        new("TCP proxy, reset every 2 MB", FaultSchedule.Every(new Fault(FaultKind.Reset, 2000 * KB)))
        {
            HasProxy = true, Replay = 1 << 20,
        },
    ];

    private static int StallSeconds(bool isLong) => isLong ? 30 : 5;
}

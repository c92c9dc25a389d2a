using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>Which connection, counted from 0 as they are accepted, gets which fault.</summary>
internal static class FaultSchedule
{
    private static readonly FaultKind[] Any =
    [
        FaultKind.Reset, FaultKind.Reset, FaultKind.Reset, FaultKind.Close, FaultKind.HalfClose, FaultKind.Stall,
        FaultKind.StallForEver, FaultKind.BlackHole, FaultKind.Refuse,
    ];

    public static Func<int, Fault?> None => _ => null;

    /// <summary>Every connection, for as long as the receiver lives.</summary>
    public static Func<int, Fault?> Every(Fault fault) => _ => fault;

    /// <summary>The first connections.</summary>
    public static Func<int, Fault?> First(int connections, Fault fault) => n => n < connections ? fault : null;

    /// <summary>One after the other, again and again, as long as <paramref name="connections"/> last.</summary>
    public static Func<int, Fault?> InTurn(int connections, params IReadOnlyList<Fault> faults) =>
        n => n < connections ? faults[n % faults.Count] : null;

    /// <summary>Any fault anywhere, as the seed has it.</summary>
    /// <param name="seed">The same faults for the same seed.</param>
    /// <param name="connections">How many get one.</param>
    /// <param name="least">Bytes that are read before, at least: above the replay, so that every connection gets on.</param>
    public static Func<int, Fault?> Random(ulong seed, int connections, int least) => n =>
    {
        if (n >= connections)
        {
            return null;
        }

        var dice = new Dice(seed + ((ulong)n * 0xD6E8FEB86659FD93));
        var kind = dice.Pick(Any);
        var lasts = kind is FaultKind.Stall or FaultKind.BlackHole or FaultKind.Refuse ? 200 + dice.Below(1500) : 0;
        return new Fault(kind, least + dice.Below(1 << 20), (CutAt)dice.Below(3), TimeSpan.FromMilliseconds(lasts));
    };
}

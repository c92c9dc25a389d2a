using ActorRelay.Syslog;
using ActorRelay.Tests.Judge;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What became of the records of one cell.</summary>
/// <param name="Cell">The fault.</param>
/// <param name="Framing">Of the Receiver.</param>
/// <param name="Verdict">Of the judge.</param>
/// <param name="Books">What the relay says of them.</param>
/// <param name="Took">From the start of the relay to the verdict.</param>
internal sealed record CellResult(FaultCell Cell, Framing Framing, Verdict Verdict, Books Books, TimeSpan Took)
{
    public MatrixRow Row => new(Cell.Name, Framing == Framing.Newline ? "newline" : "octet counting", Verdict, Took);

    /// <summary>Everything was answered 200 in the end, and all that was is there, as promised.</summary>
    public static void AssertKept(params IReadOnlyList<CellResult> results)
    {
        var broken = results.SelectMany(result => result.Broken().Select(breach => $"{result.Row.Framing}: {breach}")).ToList();
        Assert.True(broken.Count == 0, $"{string.Join('\n', broken)}\n\n{string.Join('\n', results)}");
    }

    public override string ToString() => $"{Cell.Name}, {Row.Framing}, {Took.TotalSeconds:0.0} s\n{Verdict}\n{Books}";

    private IEnumerable<string> Broken()
    {
        var promise = new Promise(Framing)
        {
            AnyOrder = Cell.ReadsTwoAtOnce,
            IsSentAgain = Cell.IsSentAgain,

            // What that costs is shown, and not promised.
            LostBehind = Cell.HasProxy ? int.MaxValue : 0,
        };
        var broken = promise.Broken(Verdict).Concat(Books.Untrue(Verdict));
        return Verdict.Sent.GivenUpCount == 0
            ? broken
            : broken.Prepend($"{Verdict.Sent.GivenUpCount} records were never answered 2xx");
    }
}

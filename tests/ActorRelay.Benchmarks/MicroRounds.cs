namespace ActorRelay.Benchmarks;

/// <summary>
/// Runs cases in turn, round by round, so that whatever slows the machine slows them all; a ratio is the median of the
/// rounds' ratios.
/// </summary>
internal sealed class MicroRounds
{
    public const int Count = 41;
    private const int WarmUp = 60;

    private readonly double[][] _times;

    private MicroRounds(double[][] times, long check)
    {
        _times = times;
        Check = check;
    }

    /// <summary>The sum of what the cases returned, so that nothing is optimised away.</summary>
    public long Check { get; }

    public static MicroRounds Run(IReadOnlyList<Func<long>> cases)
    {
        var times = cases.Select(_ => new double[Count]).ToArray();
        var check = 0L;
        for (var round = -WarmUp; round < Count; round++)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                var start = MicroClock.Milliseconds();
                check += cases[i]();
                if (round >= 0)
                {
                    times[i][round] = MicroClock.Milliseconds() - start;
                }
            }
        }

        return new MicroRounds(times, check);
    }

    /// <summary>Milliseconds of CPU, the median of the rounds.</summary>
    public double Milliseconds(int index) => Median(_times[index]);

    /// <summary>How many times as long one case takes as another, what <paramref name="without"/> takes left out of both.</summary>
    public double Ratio(int these, int those, int? without = null)
    {
        var nothing = without is { } index ? _times[index] : new double[Count];
        return Median(
            [.. Enumerable.Range(0, Count).Select(i => (_times[these][i] - nothing[i]) / (_times[those][i] - nothing[i]))]);
    }

    /// <summary>The same where only the first case includes what is left out.</summary>
    public double RatioOfRest(int these, int without, int those) =>
        Median([.. Enumerable.Range(0, Count).Select(i => (_times[these][i] - _times[without][i]) / _times[those][i])]);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}

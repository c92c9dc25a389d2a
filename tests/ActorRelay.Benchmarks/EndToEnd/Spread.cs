namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>One number as several rounds saw it.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }

    public override string ToString() => FormattableString.Invariant($"{Median:0.00} ({Least:0.00}..{Most:0.00})");
}

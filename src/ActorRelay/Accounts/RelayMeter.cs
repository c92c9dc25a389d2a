using System.Diagnostics.Metrics;

namespace ActorRelay.Accounts;

/// <summary>
/// The Meter that all of the relay's metrics belong to, and the name of its traces' source. Nearly all metrics are read off
/// the books when somebody asks (<c>Telemetry</c>); durations alone are recorded where they end.
/// </summary>
internal static class RelayMeter
{
    public const string Name = "ActorRelay";

    /// <summary>It has no version: with one all of its series would be new after each upgrade.</summary>
    public static Meter Of(IMeterFactory factory) => factory.Create(Name);

    /// <param name="upTo">Upper ends of its buckets, in seconds.</param>
    public static Histogram<double> Duration(IMeterFactory factory, string name, string help, double[] upTo) =>
        Of(factory).CreateHistogram(
            name, "s", help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = upTo });
}

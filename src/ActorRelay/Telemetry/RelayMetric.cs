using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace ActorRelay.Telemetry;

/// <summary>This is one metric: what docs/metrics.md says of it, and how it is read off a snapshot.</summary>
/// <param name="Name">As Prometheus has it.</param>
/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Labels">Names of its labels.</param>
/// <param name="Help">What it means.</param>
/// <param name="Read">Its series; none of a histogram, whose values are recorded where they arise.</param>
internal sealed record RelayMetric(
    string Name, string Kind, ImmutableArray<string> Labels, string Help, Func<MetricsSnapshot, IEnumerable<Measurement<double>>> Read)
{
    /// <summary>For metrics whose labels have names out of the settings, and fixed words.</summary>
    private const int FewSeries = 256;

    /// <summary>At most so many series; the exporter keeps memory for them.</summary>
    public int MaxSeries { get; init; } = Labels.IsEmpty ? 1 : FewSeries;

    public static RelayMetric Counter(string name, string help, Func<MetricsSnapshot, double> read) =>
        new(name, "counter", [], help, snapshot => [new(read(snapshot))]);

    public static RelayMetric Gauge(string name, string help, Func<MetricsSnapshot, double?> read) =>
        new(name, "gauge", [], help, snapshot => read(snapshot) is { } value ? [new(value)] : []);

    /// <param name="labels">In the order of the values that <paramref name="read"/> gives.</param>
    public static RelayMetric Counter(
        string name, string[] labels, string help, Func<MetricsSnapshot, IEnumerable<(double Value, string[] Of)>> read) =>
        Labelled(name, "counter", labels, help, read);

    /// <inheritdoc cref="Counter(string, string[], string, Func{MetricsSnapshot, IEnumerable{ValueTuple{double, string[]}}})"/>
    public static RelayMetric Gauge(
        string name, string[] labels, string help, Func<MetricsSnapshot, IEnumerable<(double Value, string[] Of)>> read) =>
        Labelled(name, "gauge", labels, help, read);

    public static RelayMetric Histogram(string name, string[] labels, string help) => new(name, "histogram", [.. labels], help, _ => []);

    /// <summary>Seconds since 1970.</summary>
    public static double Unix(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>One series for each state there is: 1 for the one it is in, 0 for the others.</summary>
    public static IEnumerable<(double Value, string[] Of)> OneOf(string[] states, string state, params string[] of) =>
        states.Select(one => (one == state ? 1.0 : 0.0, (string[])[.. of, one]));

    private static RelayMetric Labelled(
        string name, string kind, string[] labels, string help, Func<MetricsSnapshot, IEnumerable<(double Value, string[] Of)>> read) =>
        new(name, kind, [.. labels], help, snapshot => read(snapshot).Select(series => new Measurement<double>(
            series.Value, series.Of.Select((value, i) => KeyValuePair.Create(labels[i], (object?)value)))));
}

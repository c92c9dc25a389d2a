using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ActorRelay.Accounts;

namespace ActorRelay.Telemetry;

/// <summary>
/// All metrics there are, and the instruments that OpenTelemetry reads them by: each shows what the last snapshot has, and
/// waits for nothing.
/// </summary>
internal sealed class RelayMetrics
{
    private readonly MetricsSnapshots _snapshots;

    public RelayMetrics(IMeterFactory factory, MetricsSnapshots snapshots)
    {
        _snapshots = snapshots;
        var meter = RelayMeter.Of(factory);
        foreach (var metric in All)
        {
            switch (metric.Kind)
            {
                case "counter":
                    meter.CreateObservableCounter(metric.Name, () => Read(metric), unit: null, metric.Help);
                    break;
                case "gauge":
                    meter.CreateObservableGauge(metric.Name, () => Read(metric), unit: null, metric.Help);
                    break;
            }
        }
    }

    /// <summary>As docs/metrics.md lists them.</summary>
    public static ImmutableArray<RelayMetric> All { get; } =
    [
        .. RecordMetrics.All, .. EdgeMetrics.All, .. ReceiverMetrics.All, .. SpoolMetrics.All, .. ProcessMetrics.All,
    ];

    private IEnumerable<Measurement<double>> Read(RelayMetric metric) => _snapshots.Last is { } last ? metric.Read(last) : [];
}

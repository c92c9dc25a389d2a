using System.Collections;
using System.Diagnostics.Metrics;
using ActorRelay.Accounts;
using ActorRelay.Inspection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorRelay.Telemetry;

/// <summary>
/// Who gets metrics and traces: Prometheus, by <c>/metrics</c>; and a collector, by OTLP, where the standard variables of
/// OpenTelemetry name one. Without such a variable nobody listens to traces.
/// </summary>
internal static class TelemetryExport
{
    private const string Prefix = "OTEL_";

    private static readonly string[] MetricsEndpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];
    private static readonly string[] TracesEndpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <param name="configuration">Is given the variables, which the OpenTelemetry packages read there.</param>
    /// <param name="services">Need <see cref="RelayMetrics"/> and <see cref="MetricsSnapshots"/>.</param>
    public static void AddTo(ConfigurationManager configuration, IServiceCollection services)
    {
        configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal)));
        var telemetry = services.AddMetrics().AddOpenTelemetry().ConfigureResource(resource => resource
            .Clear()
            .AddService("actorrelay", serviceVersion: InspectionActor.Version)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(RelayMeter.Name).AddView(ViewOf).AddPrometheusExporter(prometheus =>
            {
                prometheus.ScopeInfoEnabled = false;
                prometheus.TargetInfoEnabled = false;
            });
            if (IsNamed(configuration, MetricsEndpoints))
            {
                metrics.AddOtlpExporter();
                services.AddHostedService<OtlpSnapshots>();
            }
        });
        if (IsNamed(configuration, TracesEndpoints))
        {
            telemetry.WithTracing(traces => traces.AddSource(RelayMeter.Name).AddOtlpExporter());
        }
    }

    private static bool IsNamed(ConfigurationManager configuration, string[] variables) =>
        variables.Any(name => !string.IsNullOrWhiteSpace(configuration[name]));

    /// <summary>Memory for as many series as there can be, and no more: the default is 2,000 of each metric.</summary>
    private static MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        RelayMetrics.All.FirstOrDefault(metric => metric.Name == instrument.Name) is { Kind: not "histogram" } metric
            ? new MetricStreamConfiguration { CardinalityLimit = metric.MaxSeries }
            : null;
}

using System.Diagnostics.Metrics;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Telemetry;
using ActorRelay.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Tests.Telemetry;

/// <summary>
/// The table in docs/metrics.md is what the code says, and the code makes an instrument of each of its rows.
/// <c>./build.sh docs</c> writes it again.
/// </summary>
public sealed class MetricsTableSpecs
{
    private const string Begin = "<!-- metrics: made by ./build.sh docs -->\n";
    private const string End = "<!-- end of metrics -->";

    /// <summary>What dashboards and alerts of users rely on, to the letter.</summary>
    private static readonly string[] Promised =
    [
        "actorrelay_records_total{dataset,outcome}", "actorrelay_batches_total{outcome}", "actorrelay_http_requests_total{status}",
        "actorrelay_bytes_total{direction}", "actorrelay_inflight_bytes{}", "actorrelay_receiver_connections{receiver,state}",
        "actorrelay_receiver_records_total{receiver,outcome}", "actorrelay_spool_bytes{}",
    ];

    [Fact]
    public void Should_have_the_metrics_that_are_promised()
    {
        Assert.Empty(Promised.Except(RelayMetrics.All.Select(metric => $"{metric.Name}{{{string.Join(',', metric.Labels)}}}")));
        Assert.Contains(RelayMetrics.All, metric => metric is { Name: "actorrelay_batch_duration_seconds", Kind: "histogram" });
    }

    [Fact]
    public void Should_be_what_the_code_says()
    {
        var path = Path.Combine(Repository.Root, "docs", "metrics.md");
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, $"{path} has no place for the table");
        if (Environment.GetEnvironmentVariable("ACTORRELAY_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..begin] + Table() + text[end..]);
            return;
        }

        Assert.True(text[begin..end] == Table(), $"{path} is not what the code says: run ./build.sh docs, and commit");
    }

    [Fact]
    public void Should_be_instruments_of_one_meter_without_a_version()
    {
        List<string> published = [];
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                // Other specs have factories of their own.
                if (instrument.Meter.Scope == factory)
                {
                    Assert.Equal(("ActorRelay", null), (instrument.Meter.Name, instrument.Meter.Version));
                    published.Add(instrument.Name);
                }
            },
        };
        listener.Start();

        _ = new RelayMetrics(factory, null!);
        _ = new BatchMeter(factory);
        _ = new AnswerTimes(factory);

        Assert.Equal(RelayMetrics.All.Select(metric => metric.Name).Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_be_named_as_prometheus_wants_it() => Assert.All(RelayMetrics.All, metric =>
    {
        Assert.Matches("^actorrelay_[a-z_]+$", metric.Name);
        Assert.Equal(metric.Kind == "counter", metric.Name.EndsWith("_total", StringComparison.Ordinal));
        Assert.EndsWith(".", metric.Help, StringComparison.Ordinal);
    });

    private static string Table()
    {
        var text = new StringBuilder("| metric | kind | labels | |\n|---|---|---|---|\n");
        foreach (var metric in RelayMetrics.All)
        {
            var labels = string.Join(", ", metric.Labels.Select(label => $"`{label}`"));
            text.Append($"| `{metric.Name}` | {metric.Kind} | {labels} | {metric.Help} |\n");
        }

        return text.ToString();
    }
}

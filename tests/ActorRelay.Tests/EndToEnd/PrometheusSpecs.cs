using System.Text.Json;
using System.Text.RegularExpressions;
using ActorRelay.Tests.Configuration;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What is in <c>deploy/prometheus</c> and <c>deploy/grafana</c>, with Prometheus and its promtool themselves.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class PrometheusSpecs
{
    private const int BatchSize = 500;

    private static readonly string Alerts = File.ReadAllText(Path.Combine(PrometheusServer.Deploy, "alerts.yml"));

    private static readonly string Tests = File.ReadAllText(Path.Combine(PrometheusServer.Deploy, "alerts.test.yml"));

    private static readonly string Dashboard = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "actorrelay.json"));

    private readonly NumberedRecords _records = new(seed: 29, BatchSize, DateTimeOffset.UtcNow);

    [PrometheusFact]
    public async Task Should_be_alerts_each_of_which_fires_and_clears()
    {
        await PromtoolAsync("check", "config", "prometheus.yml");
        await PromtoolAsync("test", "rules", "alerts.test.yml");

        Assert.All(AlertNames(), name =>
        {
            var expected = Regex.Matches(Tests, $"alertname=\"{name}\", alertstate=\"firing\"}}\n.*\n +exp_samples: \\[(.)");
            Assert.Equal(new[] { ']', '{' }, expected.Select(match => match.Groups[1].Value[0]).Distinct().Order());
        });
    }

    /// <summary>A name that nothing has would make an alert that never fires, and an empty panel.</summary>
    [Fact]
    public async Task Should_speak_only_of_metrics_that_a_relay_shows()
    {
        using var folder = new TestFolder();
        var (certificate, key) = TestCertificates.Create("localhost", TimeSpan.FromDays(90));
        await File.WriteAllTextAsync(folder.File("tls.pem"), certificate);
        await File.WriteAllTextAsync(folder.File("tls.key"), key);
        await using var sink = new TcpSink();
        var config = RelayConfig.To(sink.Address) with
        {
            Edge = $$"""
                listen = ["http://127.0.0.1:0", "https://127.0.0.1:0"]
                tls { certificate = "{{folder.File("tls.pem")}}", key = "{{folder.File("tls.key")}}" }
                """,
            Spool = "",
            Relay = "expect { \"audit_logs\" = 24h }",
        };
        await using var relay = await RelayProcess.StartReadyAsync(config);
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);

        var scrape = await Scrape.OfAsync(relay.Inspection);

        var shown = Names(scrape.Text).ToHashSet();
        Assert.Empty(Names(Alerts).Concat(Names(Tests)).Concat(Names(Dashboard)).Distinct().Except(shown));
        Assert.Empty(Telemetry().Except(shown));
    }

    [PrometheusFact]
    public async Task Should_be_a_dashboard_whose_expressions_can_be_read()
    {
        using var folder = new TestFolder();
        using var json = JsonDocument.Parse(Dashboard);
        var expressions = json.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!
                .Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal))
            .ToList();
        Assert.True(expressions.Count > 30);
        await File.WriteAllTextAsync(folder.File("rules.yml"), JsonSerializer.Serialize(new
        {
            groups = new[] { new { name = "dashboard", rules = expressions.Select((expr, i) => new { record = $"panel_{i}", expr }) } },
        }));

        await PromtoolAsync("check", "rules", folder.File("rules.yml"));
    }

    /// <summary>A Receiver that goes and comes, as Prometheus sees it; and the counts are those of the test.</summary>
    [PrometheusFact]
    public async Task Should_tell_the_truth_while_a_Receiver_is_away()
    {
        const int Before = 4;
        const int Meanwhile = 3;
        var port = FreePort.Take();
        var config = RelayConfig.To($"tcp://127.0.0.1:{port}", RelayConfig.Quick) with { Spool = "" };
        await using var relay = await RelayProcess.StartAsync(config);
        await using var prometheus = await PrometheusServer.StartAsync(relay.Inspection);
        List<string> arrived;
        await using (var sink = new TcpSink(port: port))
        {
            await relay.StatusAsync(status => status.State("siem") == "up");
            Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, Before, atOnce: 2), answer => answer.AssertConfirmed(BatchSize));
            await prometheus.ReachesAsync("sum(actorrelay_records_total{outcome=\"confirmed\"})", Before * BatchSize);
            await prometheus.AlertAsync("ActorRelayReceiverDown", fires: false);
            await prometheus.AlertAsync("ActorRelayDown", fires: false);
            Assert.Empty(await prometheus.FiringAsync());
            arrived = [.. sink.ArrivedText()];
        }

        await prometheus.ReachesAsync("actorrelay_receiver_state{receiver=\"siem\",state=\"down\"}", 1);
        Assert.All(await relay.Logpush.PostBatchesAsync(_records, Before, Meanwhile, atOnce: 1), answer => answer.AssertSpooled());
        await prometheus.AlertAsync("ActorRelayReceiverDown", fires: true);
        await prometheus.ReachesAsync("actorrelay_spool_backlog_batches{receiver=\"siem\"}", Meanwhile);
        await prometheus.ReachesAsync("actorrelay_batches_total{outcome=\"spooled\"}", Meanwhile);
        await prometheus.ReachesAsync("actorrelay_ready", 1);

        await using var again = new TcpSink(port: port);
        await prometheus.AlertAsync("ActorRelayReceiverDown", fires: false);
        await prometheus.ReachesAsync("sum(actorrelay_records_total{outcome=\"confirmed\"})", (Before + Meanwhile) * BatchSize);
        await prometheus.ReachesAsync("sum(actorrelay_records_total{outcome=\"received\"})", (Before + Meanwhile) * BatchSize);
        await prometheus.ReachesAsync("actorrelay_receiver_records_total{receiver=\"siem\",outcome=\"confirmed\"}", (Before + Meanwhile) * BatchSize);
        await prometheus.ReachesAsync("actorrelay_spool_batches", 0);
        Assert.Equal(0, await prometheus.ValueAsync("max(max_over_time(actorrelay_records_unbalanced[10m]))"));
        Assert.Null(await prometheus.ValueAsync("{__name__=~\".+_created\"}"));
        Assert.Equal((Before + Meanwhile) * BatchSize, arrived.Concat(again.ArrivedText()).Distinct().Count());

        await relay.StopAsync();
        await prometheus.AlertAsync("ActorRelayDown", fires: true);
    }

    private static async Task PromtoolAsync(params string[] arguments)
    {
        await using var promtool = ChildProcess.Start(PrometheusServer.Deploy, PrometheusServer.Program("promtool"), arguments);
        Assert.True(await promtool.ExitedAsync() == 0, promtool.Said);
    }

    private static IEnumerable<string> AlertNames() => AlertLine().Matches(Alerts).Select(alert => alert.Groups[1].Value);

    private static IEnumerable<string> Telemetry() => ActorRelay.Telemetry.RelayMetrics.All.Select(metric => metric.Name);

    /// <summary>Without what a histogram adds to its name.</summary>
    private static IEnumerable<string> Names(string text) =>
        Name().Matches(text).Select(name => Regex.Replace(name.Value, "_seconds_(bucket|sum|count)$", "_seconds"));

    [GeneratedRegex("(?m)^ +- alert: (.+)$")]
    private static partial Regex AlertLine();

    [GeneratedRegex("actorrelay_[a-z_]*[a-z]")]
    private static partial Regex Name();
}

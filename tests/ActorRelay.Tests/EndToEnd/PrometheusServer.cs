using System.Globalization;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A real Prometheus that scrapes one relay twice a second under <c>deploy/prometheus</c>, whose alerts wait for a second
/// where they would wait for minutes.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private PrometheusServer(TestFolder folder, ChildProcess process, HttpClient client)
    {
        _folder = folder;
        _process = process;
        _client = client;
    }

    public static string Deploy { get; } = Path.Combine(Repository.Root, "deploy", "prometheus");

    /// <summary>What <c>./build.sh prometheus</c> unpacked.</summary>
    public static string Program(string name) => Path.Combine(Repository.Root, ".prometheus", "bin", name);

    public static async Task<PrometheusServer> StartAsync(Uri inspection)
    {
        var folder = new TestFolder();
        var config = await File.ReadAllTextAsync(Path.Combine(Deploy, "prometheus.yml"));
        await File.WriteAllTextAsync(folder.File("prometheus.yml"), config
            .Replace("15s", "500ms", StringComparison.Ordinal)
            .Replace("127.0.0.1:9180", inspection.Authority, StringComparison.Ordinal));
        var alerts = await File.ReadAllTextAsync(Path.Combine(Deploy, "alerts.yml"));
        await File.WriteAllTextAsync(
            folder.File("alerts.yml"), System.Text.RegularExpressions.Regex.Replace(alerts, @"for: \d+m\b", "for: 1s"));
        var address = $"127.0.0.1:{FreePort.Take()}";
        var process = ChildProcess.Start(
            folder.Path, Program("prometheus"), "--config.file=prometheus.yml", "--storage.tsdb.path=data",
            $"--web.listen-address={address}", "--log.level=warn");
        var server = new PrometheusServer(folder, process, new HttpClient { BaseAddress = new Uri($"http://{address}") });
        await Eventually.TrueAsync(server.IsReadyAsync, () => $"Prometheus is not ready:\n{process.Said}");
        return server;
    }

    /// <summary>The value of an expression that gives one series or none.</summary>
    public async Task<double?> ValueAsync(string expression)
    {
        var text = await _client.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        using var json = JsonDocument.Parse(text);
        var result = json.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0
            ? null
            : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until an expression has this value; null for no series.</summary>
    public async Task ReachesAsync(string expression, double? value)
    {
        double? seen = null;
        await Eventually.TrueAsync(
            async () => (seen = await ValueAsync(expression)) == value, () => $"{expression} is {seen}, not {value}:\n{_process.Said}");
    }

    /// <summary>Waits until an alert fires, or does not.</summary>
    public Task AlertAsync(string name, bool fires) =>
        ReachesAsync($"count(ALERTS{{alertname=\"{name}\",alertstate=\"firing\"}})", fires ? 1 : null);

    /// <summary>Names of the alerts that fire now.</summary>
    public async Task<IReadOnlyList<string>> FiringAsync()
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync("/api/v1/alerts"));
        return
        [
            .. json.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
                .Where(alert => alert.GetProperty("state").GetString() == "firing")
                .Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, $"Prometheus ends at once:\n{_process.Said}");
        try
        {
            using var response = await _client.GetAsync("/-/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

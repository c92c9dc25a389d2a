using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What a collector gets that the standard variables of OpenTelemetry name.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class OtlpSpecs : IDisposable
{
    private readonly HttpListener _collector = new();
    private readonly ConcurrentQueue<(string Path, string Content)> _got = new();
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Should_push_metrics_and_one_span_for_each_batch()
    {
        var endpoint = $"http://127.0.0.1:{FreePort.Take()}/";
        _collector.Prefixes.Add(endpoint);
        _collector.Start();
        var collecting = CollectAsync();
        await using var sink = new TcpSink();
        await File.WriteAllTextAsync(_folder.File("relay.hocon"), RelayConfig.To(sink.Address).Text(_folder.File("state")));
        await using var relay = ChildProcess.Start(
            _folder.Path,
            "env",
            $"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=300",
            "OTEL_BSP_SCHEDULE_DELAY=200", "OTEL_SERVICE_NAME=relay-of-the-specs",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Repository.Program, "run", "--config", _folder.File("relay.hocon"));
        using var logpush = new LogpushSender(new Uri(Edge().Match(await relay.FirstLineAsync()).Groups[1].Value));
        var batches = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var answer = await logpush.PostAsync("dns_logs/zone-1", Encoding.UTF8.GetBytes($"{{\"a\":{i}}}\n"));
            answer.AssertConfirmed(1);
            batches.Add(Batch().Match(answer.Text).Groups[1].Value);
        }

        await Eventually.TrueAsync(
            () => batches.All(batch => Traces().Contains(batch, StringComparison.Ordinal))
                && Metrics().Contains("actorrelay_receiver_records_total", StringComparison.Ordinal)
                && Metrics().Contains("actorrelay_batch_duration_seconds", StringComparison.Ordinal),
            () => $"the collector got {string.Join(", ", _got.Select(got => got.Path))}");

        Assert.All(batches, batch => Assert.Single(Regex.Matches(Traces(), batch)));
        Assert.Contains("relay-of-the-specs", Traces());
        Assert.Contains("relay-of-the-specs", Metrics());
        Assert.Empty(relay.Leaks);
        relay.Send(Signal.Terminate);
        Assert.Equal(0, await relay.ExitedAsync());
        _collector.Stop();
        await collecting;
    }

    public void Dispose()
    {
        _collector.Close();
        _folder.Dispose();
    }

    private string Metrics() => Of("/v1/metrics");

    private string Traces() => Of("/v1/traces");

    private string Of(string path) => string.Concat(_got.Where(got => got.Path == path).Select(got => got.Content));

    /// <summary>Texts stand in protobuf as they are.</summary>
    private async Task CollectAsync()
    {
        try
        {
            while (true)
            {
                var context = await _collector.GetContextAsync();
                var body = context.Request.InputStream;
                using var reader = new StreamReader(
                    context.Request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body,
                    Encoding.Latin1);
                _got.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The spec has ended.
        }
    }

    [GeneratedRegex(@"^listening edge=(http\S+) ")]
    private static partial Regex Edge();

    [GeneratedRegex("\"batch\":\"([0-9a-f]+)\"")]
    private static partial Regex Batch();
}

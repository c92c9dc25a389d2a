using System.Text.Json;
using ActorRelay.Blocks;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>The relay itself: the real program, sending alog lines to the sink over two connections.</summary>
internal sealed class RelayServer : IMeasuredServer
{
    private readonly ChildProcess _child;
    private readonly HttpClient _inspection;

    private RelayServer(string name, int sinkPort, ChildProcess child, Uri edge, Uri inspection)
    {
        Name = name;
        SinkPort = sinkPort;
        Edge = new Uri(edge, "gateway_http");
        _child = child;
        _inspection = new HttpClient { BaseAddress = inspection };
    }

    public string Name { get; }

    public Uri Edge { get; }

    public int? SinkPort { get; }

    public ProcessMeter Meter => _child.Meter;

    /// <summary>Whoever looks on asks it here.</summary>
    public Uri Inspection => _inspection.BaseAddress!;

    /// <param name="name">What the report calls it.</param>
    /// <param name="program">The <c>actorrelay</c> program to measure.</param>
    /// <param name="further">Settings as <c>--set</c> takes them.</param>
    /// <param name="folder">A folder for its settings and its state, under its name.</param>
    /// <param name="sink">Where it sends to; it also ends the relay should this process die.</param>
    /// <param name="sinkPort">A port of <paramref name="sink"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BenchmarkException">It does not say that it listens.</exception>
    public static async Task<RelayServer> StartAsync(
        string name,
        string program,
        IReadOnlyList<string> further,
        DirectoryInfo folder,
        SinkServer sink,
        int sinkPort,
        CancellationToken cancellation)
    {
        var settings = Path.Combine(folder.FullName, $"{name}.conf");
        await File.WriteAllTextAsync(settings, Settings(Path.Combine(folder.FullName, name), sinkPort), cancellation);
        var child = ChildProcess.Start(program, ["run", "--config", settings, .. further.SelectMany(set => new[] { "--set", set })]);
        try
        {
            await sink.GuardAsync(child, cancellation);
            if ((await child.ReadLineAsync(cancellation)).Split(' ') is not ["listening", var edge, var inspection]
                || !edge.StartsWith("edge=", StringComparison.Ordinal)
                || !inspection.StartsWith("inspection=", StringComparison.Ordinal))
            {
                throw new BenchmarkException("The first line of the relay is not `listening edge=URL inspection=URL`.");
            }

            child.IgnoreOutput();
            return new RelayServer(
                name, sinkPort, child, new Uri(edge["edge=".Length..]), new Uri(inspection["inspection=".Length..]));
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async Task<ServerFacts> ReadFactsAsync(CancellationToken cancellation)
    {
        try
        {
            using var status = JsonDocument.Parse(await _inspection.GetStringAsync("relay/status", cancellation));
            return new ServerFacts(
                status.RootElement.GetProperty("process").GetProperty("allocatedBytes").GetInt64(),
                status.RootElement.GetProperty("blocks").GetProperty("made").GetInt64() * Block.Size,
                InflatedBytes: null);
        }
        catch (Exception error) when (error is HttpRequestException or KeyNotFoundException or JsonException)
        {
            throw new BenchmarkException(
                $"Reading process.allocatedBytes and blocks.made from /relay/status: {error.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _inspection.Dispose();
        return _child.DisposeAsync();
    }

    // The deadline is long, so that a stall on purpose or a busy machine is not answered 503.
    private static string Settings(string stateDir, int sinkPort) => $$"""
        relay {
          state-dir = "{{stateDir}}"
          edge {
            listen = "http://127.0.0.1:0"
            secrets = ["{{LoadGenerator.Secret}}"]
            deadline = 120s
          }
          receivers {
            siem {
              address = "tcp://127.0.0.1:{{sinkPort}}"
              connections = 2
              profile = "alog"
            }
          }
          routes = [ { datasets = ["*"], receivers = ["siem"] } ]
          inspection { listen = "http://127.0.0.1:0" }
        }

        """;
}

using System.Globalization;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>A <see cref="BaselineChild"/> as the benchmark sees it.</summary>
internal sealed class BaselineServer : IMeasuredServer
{
    private readonly ChildProcess _child;

    private BaselineServer(string name, int? sinkPort, ChildProcess child, Uri edge)
    {
        Name = name;
        SinkPort = sinkPort;
        Edge = edge;
        _child = child;
    }

    public string Name { get; }

    public Uri Edge { get; }

    public int? SinkPort { get; }

    public ProcessMeter Meter => _child.Meter;

    /// <param name="name">For the report.</param>
    /// <param name="sinkPort">Where it sends to, or null: it discards.</param>
    public static async Task<BaselineServer> StartAsync(string name, int? sinkPort, CancellationToken cancellation)
    {
        var child = sinkPort is { } port
            ? ChildProcess.StartRole("raw-send", port.ToString(CultureInfo.InvariantCulture))
            : ChildProcess.StartRole("gunzip");
        try
        {
            var ready = await child.ReadLineAsync(cancellation);
            return new BaselineServer(name, sinkPort, child, new Uri(ready.Split(' ')[1]));
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async Task<ServerFacts> ReadFactsAsync(CancellationToken cancellation)
    {
        var answer = (await _child.AskAsync("facts", cancellation)).Split(' ');
        return new ServerFacts(
            long.Parse(answer[0], CultureInfo.InvariantCulture),
            BlockBytes: 0,
            long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}

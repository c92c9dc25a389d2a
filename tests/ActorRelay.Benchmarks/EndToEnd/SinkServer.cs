using System.Collections.Immutable;
using System.Globalization;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>The <see cref="SinkChild"/> as the benchmark sees it.</summary>
internal sealed class SinkServer : IAsyncDisposable
{
    private readonly ChildProcess _child;

    private SinkServer(ChildProcess child, ImmutableArray<int> ports)
    {
        _child = child;
        Ports = ports;
    }

    /// <summary>One for each server that sends.</summary>
    public ImmutableArray<int> Ports { get; }

    /// <param name="senders">How many ports.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SinkServer> StartAsync(int senders, CancellationToken cancellation)
    {
        var child = ChildProcess.StartRole("sink", senders.ToString(CultureInfo.InvariantCulture));
        try
        {
            var ready = await child.ReadLineAsync(cancellation);
            var ports = ready.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture));
            return new SinkServer(child, [.. ports]);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Line feeds that have arrived on a port.</summary>
    public async Task<long> CountLinesAsync(int port, CancellationToken cancellation)
    {
        var answer = await _child.AskAsync($"count {port}", cancellation);
        return long.Parse(answer.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Reads no more, on any port: what arrives stays in the kernel, and then at the sender.</summary>
    public Task StallAsync(CancellationToken cancellation) => _child.AskAsync("stall", cancellation);

    public Task ResumeAsync(CancellationToken cancellation) => _child.AskAsync("resume", cancellation);

    /// <summary>Ends that process too, should this one die without ending the sink.</summary>
    public Task GuardAsync(ChildProcess process, CancellationToken cancellation) =>
        _child.AskAsync($"guard {process.Id}", cancellation);

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>A server in the run, and the books on it: everything posted to it must have come out of it, once.</summary>
internal sealed class Contestant(IMeasuredServer server, SinkServer sink, LoadGenerator generator)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BlockSampling = TimeSpan.FromMilliseconds(50);
    private long _records;
    private long _inflatedBytes;

    public IMeasuredServer Server => server;

    /// <summary>One turn. What it cost is read when the last line has come out.</summary>
    public async Task<Round> DriveAsync(Workload workload, TimeSpan duration, CancellationToken cancellation)
    {
        var before = await server.ReadFactsAsync(cancellation);
        server.Meter.ForgetPeakRss();
        var cpu = server.Meter.Cpu;
        var load = await generator.PostForAsync(server, workload, duration, cancellation);
        await VerifyAsync(load, cancellation);
        cpu = server.Meter.Cpu - cpu;
        var peak = server.Meter.PeakRss;
        var after = await server.ReadFactsAsync(cancellation);
        return new Round(load, cpu, after.AllocatedBytes - before.AllocatedBytes, peak);
    }

    /// <summary>A turn that counts for nothing. Returns the most block bytes seen.</summary>
    public async Task<long> WarmUpAsync(Workload workload, TimeSpan duration, CancellationToken cancellation)
    {
        var load = generator.PostForAsync(server, workload, duration, cancellation);
        var blockBytes = 0L;
        while (!load.IsCompleted)
        {
            try
            {
                blockBytes = Math.Max(blockBytes, (await server.ReadFactsAsync(cancellation)).BlockBytes);
            }
            catch (BenchmarkException)
            {
                // Too busy to say. Should it have ended, the posts fail too.
            }

            await Task.Delay(BlockSampling, cancellation);
        }

        await VerifyAsync(await load, cancellation);
        return blockBytes;
    }

    /// <summary>Enters a load in the books and waits until as much has come out; returns at once when it has.</summary>
    /// <exception cref="BenchmarkException">It has not within 10 s, or more has come than was sent.</exception>
    public async Task VerifyAsync(Load load, CancellationToken cancellation)
    {
        _records += load.Records;
        _inflatedBytes += load.InflatedBytes;
        if ((await server.ReadFactsAsync(cancellation)).InflatedBytes is { } inflated && inflated != _inflatedBytes)
        {
            throw new BenchmarkException($"{server.Name} inflated {inflated} bytes of {_inflatedBytes}.");
        }

        using var patience = new CancellationTokenSource(Patience);
        while (server.SinkPort is { } port)
        {
            var lines = await sink.CountLinesAsync(port, cancellation);
            if (lines == _records)
            {
                return;
            }

            if (lines > _records || patience.IsCancellationRequested)
            {
                throw new BenchmarkException($"{server.Name} was sent {_records} records, and {lines} lines came out.");
            }

            await Task.Delay(10, cancellation);
        }
    }
}

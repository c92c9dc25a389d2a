using System.Collections.Immutable;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// One interleaved run: every server stays alive from beginning to end and is driven in turn, each round beginning with
/// another one, so that what else the machine does falls on all of them alike.
/// </summary>
internal sealed class EndToEndRun(EndToEndSettings settings, TextWriter progress)
{
    private static readonly TimeSpan LateLines = TimeSpan.FromMilliseconds(500);

    public const string Gunzip = "gunzip";
    public const string RawSend = "gunzip+send";
    public const string Relay = "relay";

    /// <summary>The relay that has every batch on disk before it answers.</summary>
    public const string Spooled = "spooled";

    /// <summary>The relay without a spool.</summary>
    public const string SpoolOff = "spool off";

    /// <summary>The relay with everybody looking on.</summary>
    public const string Watched = "watched";

    /// <summary>The relay that keeps a copy of what was sent, to be looked through.</summary>
    public const string Finding = "finding";

    /// <summary>Another build of the relay, with a number from 1.</summary>
    public const string Beside = "beside";

    public List<WorkloadResult> Workloads { get; } = [];

    public List<StallResult> Stalls { get; } = [];

    /// <summary>Measures everything. What it has when it is cancelled, or fails, stays readable.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        progress.WriteLine("making the batches");
        Workload[] workloads = settings.Only switch
        {
            "tiny" => [Workload.Tiny()],
            "small" => [Workload.Small()],
            "large" => [Workload.Large()],
            _ => [Workload.Small(), Workload.Large()],
        };
        await using var sink = await SinkServer.StartAsync(senders: 6 + settings.Beside.Length, cancellation);
        using var generator = new LoadGenerator();
        var servers = new List<IMeasuredServer>();
        var folder = Directory.CreateTempSubdirectory("actorrelay-benchmark-");
        try
        {
            servers.Add(await BaselineServer.StartAsync(Gunzip, sinkPort: null, cancellation));
            servers.Add(await BaselineServer.StartAsync(RawSend, sink.Ports[0], cancellation));
            if (settings.RelayProgram is { } program)
            {
                await AddAsync(Relay, program);
                if (settings.WithSpool)
                {
                    await AddAsync(Spooled, program, "relay.edge.acknowledge=spooled");
                    await AddAsync(SpoolOff, program, "relay.spool.store=off");
                }
                if (settings.Watched)
                {
                    await AddAsync(Watched, program);
                    await AddAsync(Finding, program, "relay.inspection.find-memory=64MiB");
                }
            }

            foreach (var (number, other) in settings.Beside.Index())
            {
                await AddAsync($"{Beside} {number + 1}", other);
            }

            await using var onlookers = servers.OfType<RelayServer>().FirstOrDefault(server => server.Name == Watched) is { } shown
                ? new Onlookers(shown.Inspection)
                : null;
            ImmutableArray<Contestant> contestants = [.. servers.Select(s => new Contestant(s, sink, generator))];
            foreach (var workload in workloads)
            {
                await MeasureAsync(workload, contestants, cancellation);
            }

            var stalling = settings.Only is null ? contestants : [];
            foreach (var contestant in stalling.Where(contestant => contestant.Server.SinkPort is not null))
            {
                progress.WriteLine($"stalled: {contestant.Server.Name}");
                Stalls.Add(await Stall.MeasureAsync(
                    contestant, sink, generator, workloads[^1], settings.Stall, cancellation));
            }

            // A line too many may come late.
            await Task.Delay(LateLines, cancellation);
            foreach (var contestant in contestants)
            {
                await contestant.VerifyAsync(Load.None, cancellation);
            }

            async Task AddAsync(string name, string program, params string[] further) => servers.Add(
                await RelayServer.StartAsync(name, program, further, folder, sink, sink.Ports[servers.Count - 1], cancellation));
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    private async Task MeasureAsync(
        Workload workload, ImmutableArray<Contestant> contestants, CancellationToken cancellation)
    {
        var result = new WorkloadResult(workload, [.. contestants.Select(c => new ServerResult(c.Server.Name))]);
        Workloads.Add(result);
        foreach (var (contestant, server) in contestants.Zip(result.Servers))
        {
            progress.WriteLine($"{workload.Name}, warm-up: {server.Name}");
            server.BlockBytes = await contestant.WarmUpAsync(workload, settings.WarmUp, cancellation);
        }

        for (var round = 0; round < settings.Rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var next = (round + turn) % contestants.Length;
                var measured = await contestants[next].DriveAsync(workload, settings.Turn, cancellation);
                result.Servers[next].Rounds.Add(measured);
                progress.WriteLine(FormattableString.Invariant(
                    $"{workload.Name}, round {round + 1}: {result.Servers[next].Name} {measured}"));
            }
        }
    }
}

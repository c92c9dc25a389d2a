using System.Collections.Immutable;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>What one workload cost each server.</summary>
internal sealed record WorkloadResult(Workload Workload, ImmutableArray<ServerResult> Servers)
{
    /// <summary>Rounds every server has finished; the run may have been stopped in the middle of one.</summary>
    public int Rounds => Servers.Min(server => server.Rounds.Count);

    public ServerResult? Find(string name) => Servers.FirstOrDefault(server => server.Name == name);

    /// <summary>CPU time per byte of one server to that of another, by rounds; null when one did not run.</summary>
    public Spread? CpuRatio(string of, string to) => Find(of) is { } numerator && Find(to) is { } denominator
        ? Spread.Of(numerator.Rounds.Zip(
            denominator.Rounds, (a, b) => a.CpuSecondsPerGigabyte / b.CpuSecondsPerGigabyte))
        : null;
}

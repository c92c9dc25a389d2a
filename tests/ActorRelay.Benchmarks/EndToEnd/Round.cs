namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>What one server did in one turn, and what that cost its process.</summary>
/// <param name="Load">What it was given, all of it delivered.</param>
/// <param name="Cpu">User and system time.</param>
/// <param name="AllocatedBytes">Managed memory it allocated.</param>
/// <param name="PeakRss">The most that was resident, in bytes.</param>
internal sealed record Round(Load Load, TimeSpan Cpu, long AllocatedBytes, long PeakRss)
{
    public double MegabytesPerSecond => Load.InflatedBytes / 1e6 / Load.Elapsed.TotalSeconds;

    public double CpuSecondsPerGigabyte => Cpu.TotalSeconds / (Load.InflatedBytes / 1e9);

    public double PostsPerSecond => Load.Batches / Load.Elapsed.TotalSeconds;

    public double RecordsPerSecond => Load.Records / Load.Elapsed.TotalSeconds;

    public double RecordsPerCpuSecond => Load.Records / Cpu.TotalSeconds;

    public double AllocatedPerBatch => (double)AllocatedBytes / Load.Batches;

    public double AllocatedPerRecord => (double)AllocatedBytes / Load.Records;

    public double RecordsPerBatch => (double)Load.Records / Load.Batches;

    public override string ToString() =>
        FormattableString.Invariant($"{CpuSecondsPerGigabyte:0.00} cpu-s/GB, {MegabytesPerSecond:0} MB/s");
}

using System.Diagnostics;
using System.Globalization;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>Reads from the kernel what one process costs. Linux only.</summary>
internal sealed class ProcessMeter(Process process)
{
    /// <summary>User and system time of all its threads so far; the kernel counts in steps of 10 ms.</summary>
    public TimeSpan Cpu => process.TotalProcessorTime;

    /// <summary>Resident memory, in bytes.</summary>
    public long Rss => Status("VmRSS:");

    /// <summary>The most that was resident since the last <see cref="ForgetPeakRss"/>, in bytes.</summary>
    public long PeakRss => Status("VmHWM:");

    public void ForgetPeakRss() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    private long Status(string key)
    {
        var lines = File.ReadLines($"/proc/{process.Id}/status");
        var line = lines.First(line => line.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line[key.Length..].Replace("kB", ""), CultureInfo.InvariantCulture);
    }
}

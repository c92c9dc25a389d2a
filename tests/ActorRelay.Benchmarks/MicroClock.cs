using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorRelay.Benchmarks;

/// <summary>CPU time of this thread, so that other work on the machine counts less; wall-clock where there is none.</summary>
internal static partial class MicroClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Milliseconds from some beginning.</summary>
    public static double Milliseconds()
    {
        if (OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0)
        {
            return time.Seconds * 1e3 + time.Nanoseconds / 1e6;
        }

        return Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

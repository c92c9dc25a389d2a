using System.Collections.Immutable;
using static ActorRelay.Telemetry.RelayMetric;

namespace ActorRelay.Telemetry;

/// <summary>The relay as a whole, and its process.</summary>
internal static class ProcessMetrics
{
    public static ImmutableArray<RelayMetric> All { get; } =
    [
        Gauge(
            "actorrelay_build_info", ["version"], "1, of this version.", snapshot => [(1, [snapshot.Status.Version])]) with
        { MaxSeries = 1 },
        Gauge("actorrelay_start_timestamp_seconds", "When the relay started.", snapshot => Unix(snapshot.Status.Started)),
        Gauge(
            "actorrelay_snapshot_timestamp_seconds",
            "The moment that the metrics here are of. When it is long ago, the relay's actors do not answer.",
            snapshot => Unix(snapshot.Taken)),
        Gauge("actorrelay_ready", "1 while /readyz answers 200.", snapshot => snapshot.Readiness.Ready ? 1 : 0),
        Gauge("actorrelay_degraded", "How many things /readyz lists as degraded.", snapshot => snapshot.Readiness.Degraded.Length),
        Gauge("actorrelay_draining", "1 while new posts are answered 503 because the relay stops.", snapshot => snapshot.Status.Draining ? 1 : 0),
        Gauge(
            "actorrelay_blocks", ["state"],
            "Blocks of 256 KiB: capacity (the setting), replay (of these, for connections), taken (by batches, or promised to them), "
            + "outstanding (held by batches), made (in memory).",
            snapshot =>
            [
                (snapshot.Status.Blocks.Capacity, ["capacity"]), (snapshot.Status.Blocks.Replay, ["replay"]),
                (snapshot.Status.Blocks.Taken, ["taken"]), (snapshot.Status.Blocks.Outstanding, ["outstanding"]),
                (snapshot.Status.Blocks.Made, ["made"]),
            ]),
        Gauge(
            "actorrelay_memory_bytes", ["kind"],
            "Memory: resident, and of that managed: heap (in use, garbage included, at the last collection) and committed.",
            snapshot =>
            [
                (snapshot.Status.Process.WorkingSetBytes, ["resident"]), (snapshot.Status.Process.HeapBytes, ["heap"]),
                (snapshot.Status.Process.CommittedBytes, ["committed"]),
            ]),
        Counter("actorrelay_allocated_bytes_total", "Managed memory ever allocated.", snapshot => snapshot.Status.Process.AllocatedBytes),
        Counter("actorrelay_cpu_seconds_total", "User and system time that the process has used.", snapshot => snapshot.Status.Process.CpuSeconds),
    ];
}

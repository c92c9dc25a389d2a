using System.Collections.Immutable;
using ActorRelay.Spool;
using static ActorRelay.Telemetry.RelayMetric;

namespace ActorRelay.Telemetry;

/// <summary>What waits on disk. Without a spool there is none of it but zeros.</summary>
internal static class SpoolMetrics
{
    public static ImmutableArray<RelayMetric> All { get; } =
    [
        Gauge("actorrelay_spool_enabled", "1 where there is a spool, 0 where spool.store is off.", snapshot => IsOn(snapshot) ? 1 : 0),
        Gauge(
            "actorrelay_spool_writable", "1 while a batch that cannot be delivered would be spooled; where spool.store is off there is none.",
            snapshot => IsOn(snapshot) ? snapshot.Status.Spool.Writable ? 1 : 0 : null),
        Gauge("actorrelay_spool_records", "Records on disk that wait for a Receiver, as far as they were counted.", snapshot => snapshot.Status.Spooled.Records),
        Gauge("actorrelay_spool_batches", "Batches on disk.", snapshot => snapshot.Status.Spooled.Batches),
        Gauge("actorrelay_spool_bytes", "Their bodies, as they came.", snapshot => snapshot.Status.Spooled.Bytes),
        Gauge("actorrelay_spool_stored_bytes", "What counts against spool.max-size.", snapshot => snapshot.Status.Spool.Stored),
        Gauge("actorrelay_spool_max_bytes", "spool.max-size.", snapshot => snapshot.Status.Spool.MaxSize),
        Gauge(
            "actorrelay_spool_oldest_age_seconds", ["receiver"], "Age of the oldest batch that waits for a Receiver; 0 where none does.",
            snapshot => Of(snapshot, backlog => backlog is null ? 0 : Math.Max(0, (snapshot.Taken - backlog.Oldest).TotalSeconds))),
        Gauge(
            "actorrelay_spool_backlog_batches", ["receiver"], "Batches that wait for a Receiver, or are on their way to it out of the spool.",
            snapshot => Of(snapshot, backlog => backlog?.Batches ?? 0)),
        Gauge(
            "actorrelay_spool_backlog_bytes", ["receiver"], "Their bodies, as they came; one that waits for two Receivers counts for each.",
            snapshot => Of(snapshot, backlog => backlog?.Bytes ?? 0)),
        Gauge(
            "actorrelay_spool_orphaned_batches", "Batches that wait for Receivers which the settings do not have.",
            snapshot => snapshot.Status.Spool.Backlogs.Where(backlog => backlog.Orphaned).Sum(backlog => backlog.Batches)),
    ];

    private static bool IsOn(MetricsSnapshot snapshot) => snapshot.Status.Spool.Store != "off";

    private static IEnumerable<(double Value, string[] Of)> Of(MetricsSnapshot snapshot, Func<SpoolProtocol.SpoolBacklog?, double> value) =>
        snapshot.Status.Receivers.Select(receiver => (
            value(snapshot.Status.Spool.Backlogs.FirstOrDefault(backlog => backlog.Receiver == receiver.Name)),
            (string[])[receiver.Name]));
}

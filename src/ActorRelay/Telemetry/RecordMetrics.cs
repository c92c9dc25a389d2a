using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Records;
using static ActorRelay.Telemetry.RelayMetric;

namespace ActorRelay.Telemetry;

/// <summary>Where records are, and what came of batches.</summary>
internal static class RecordMetrics
{
    private static readonly (string Outcome, Func<RecordCounts, long> Of)[] Outcomes =
    [
        ("received", of => of.Received), ("restored", of => of.Restored), ("confirmed", of => of.Confirmed),
        ("quarantined", of => of.Quarantined), ("filtered", of => of.Filtered), ("repeated", of => of.Repeated),
        ("refused", of => of.Refused), ("evicted", of => of.Evicted), ("replaced", of => of.Replaced),
    ];

    /// <summary>Datasets of the books: the catalogue's, those that senders named, and some that only routes name.</summary>
    private static readonly int MostDatasets = RecordAccounts.Capacity + DatasetCatalogue.All.Length + 256;

    public static ImmutableArray<RelayMetric> All { get; } =
    [
        Counter(
            "actorrelay_records_total", ["dataset", "outcome"],
            "Records of a dataset since the start, by what became of them: received and restored (out of spool and quarantine, at the "
            + "start) came; confirmed, quarantined, filtered, repeated, refused and evicted (nobody gets them any more) are ends; "
            + "replaced: with U+FFFD for what was no UTF-8, among the others.",
            snapshot => snapshot.Totals.SelectMany(dataset => Outcomes.Select(outcome =>
                ((double)outcome.Of(dataset.Value), (string[])[dataset.Key, outcome.Outcome])))) with
        { MaxSeries = MostDatasets * Outcomes.Length },
        Gauge(
            "actorrelay_dataset_last_received_timestamp_seconds", ["dataset"], "When a batch of a dataset last came, in this run of the relay.",
            snapshot => snapshot.LastReceived.Select(dataset => (Unix(dataset.Value), (string[])[dataset.Key]))) with
        { MaxSeries = MostDatasets },
        Gauge(
            "actorrelay_dataset_silent_seconds", ["dataset"],
            "Of a dataset in relay.expect: how long nothing of it has come; since the relay started where nothing is known.",
            snapshot => snapshot.Status.Expected.Select(dataset => (dataset.SilentSeconds, (string[])[dataset.Dataset]))),
        Gauge(
            "actorrelay_dataset_expected_seconds", ["dataset"], "Of the same: how long that may be.",
            snapshot => snapshot.Status.Expected.Select(dataset => (dataset.AllowedSeconds, (string[])[dataset.Dataset]))),
        Gauge(
            "actorrelay_records_unbalanced",
            "Records that came and are nowhere, or are somewhere twice, by the books; anything but 0 is a fault of the relay.",
            snapshot => Unbalanced(snapshot.Status.Records)),
        Gauge("actorrelay_inflight_records", "Records that are framed and have not come to an end.", snapshot => snapshot.Status.InFlight.Records),
        Gauge("actorrelay_inflight_batches", "Batches that run or wait for blocks.", snapshot => snapshot.Status.InFlight.Batches),
        Gauge("actorrelay_inflight_bytes", "Memory that bodies hold, of edge.in-flight.", snapshot => snapshot.Status.InFlight.Bytes),
        Gauge("actorrelay_inflight_max_bytes", "edge.in-flight.", snapshot => snapshot.Status.Edge.Capacity),
        Counter(
            "actorrelay_bytes_total", ["direction"],
            "Bytes: in, of bodies as they came; inflated, what was made of them, those out of the spool included; out, written to "
            + "Receivers, what was sent again included.",
            snapshot =>
            [
                (snapshot.BodyBytes, ["in"]),
                (snapshot.InflatedBytes, ["inflated"]),
                (snapshot.Status.Receivers.Sum(receiver => receiver.WrittenBytes), ["out"]),
            ]),
        Gauge("actorrelay_quarantine_records", "Lines in quarantine now.", snapshot => snapshot.Status.Records.Quarantined),
        Gauge("actorrelay_quarantine_bodies", "Bodies in quarantine now that were set aside whole.", snapshot => snapshot.Status.Bodies.Quarantined),
        Counter(
            "actorrelay_quarantine_bodies_evicted_total",
            "Bodies deleted from quarantine since the start, because it was full or was purged.",
            snapshot => snapshot.Status.Bodies.Evicted),
        Gauge("actorrelay_ledger_entries", "Batches that are remembered in case they come again.", snapshot => snapshot.Status.Ledger.Entries),
        Counter(
            "actorrelay_ledger_forgotten_total",
            "Batches forgotten before their time, for want of ledger.max-entries: should they come again, they are delivered twice.",
            snapshot => snapshot.Status.Ledger.Forgotten),
    ];

    private static long Unbalanced(RecordCounts books) =>
        books.Received + books.Restored - books.Confirmed - books.Quarantined - books.Filtered - books.Repeated - books.Refused
        - books.Evicted - books.Spooled - books.InFlight;
}

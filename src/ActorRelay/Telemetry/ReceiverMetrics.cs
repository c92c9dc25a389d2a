using System.Collections.Immutable;
using ActorRelay.Delivery;
using static ActorRelay.Telemetry.RelayMetric;

namespace ActorRelay.Telemetry;

/// <summary>What goes to Receivers, and how they are.</summary>
internal static class ReceiverMetrics
{
    private static readonly string[] States = ["connecting", "up", "hung", "blocked", "down", "drained"];

    private static readonly string[] ConnectionStates = ["connecting", "live", "closing", "backoff"];

    public static ImmutableArray<RelayMetric> All { get; } =
    [
        Gauge(
            "actorrelay_receiver_state", ["receiver", "state"], "1 for the state it is in: connecting, up, hung, blocked, down or drained.",
            snapshot => snapshot.Status.Receivers.SelectMany(receiver => OneOf(States, receiver.State, receiver.Name))),
        Gauge(
            "actorrelay_receiver_connections", ["receiver", "state"], "Its connections: connecting, live, closing or backoff.",
            snapshot => snapshot.Status.Receivers.SelectMany(receiver => ConnectionStates.Select(state => (
                (double)receiver.Links.Count(link => link.State == state), (string[])[receiver.Name, state])))),
        Counter(
            "actorrelay_receiver_records_total", ["receiver", "outcome"],
            "Lines that it has confirmed, and lines that were sent to it again (resent).",
            snapshot => Present(snapshot).SelectMany(receiver => (IEnumerable<(double, string[])>)
            [
                (receiver.Confirmed, [receiver.Name, "confirmed"]),
                (receiver.Resent, [receiver.Name, "resent"]),
            ])),
        Counter(
            "actorrelay_receiver_written_bytes_total", ["receiver"], "Bytes written to it, what was sent again included.",
            snapshot => Of(snapshot, receiver => receiver.WrittenBytes)),
        Counter(
            "actorrelay_receiver_shortened_total", ["receiver"], "Lines made for it that were longer than max-message, and were shortened.",
            snapshot => Of(snapshot, receiver => receiver.Shortened)),
        Counter(
            "actorrelay_receiver_overflowed_total", ["receiver"],
            "Lines made for it with more than 255 parameters: the last one holds the other fields as JSON.",
            snapshot => Of(snapshot, receiver => receiver.Overflowed)),
        Counter(
            "actorrelay_receiver_receive_time_used_total", ["receiver"],
            "Lines made for it whose header shows the time of receipt, for want of an event time.",
            snapshot => Of(snapshot, receiver => receiver.ReceiveTimeUsed)),
        Counter(
            "actorrelay_receiver_replay_halved_total", ["receiver"],
            "Times a connection ended before anything new was acknowledged, and the next replay was halved.",
            snapshot => Of(snapshot, receiver => receiver.Halved)),
        Gauge(
            "actorrelay_receiver_last_confirmed_timestamp_seconds", ["receiver"], "When it last confirmed something.",
            snapshot => snapshot.Status.Receivers.Where(receiver => receiver.LastConfirmed is not null)
                .Select(receiver => (Unix(receiver.LastConfirmed!.Value), (string[])[receiver.Name]))),
        Gauge(
            "actorrelay_receiver_stalled_seconds", ["receiver"], "How long it has confirmed nothing though bytes wait; 0 while none do.",
            snapshot => snapshot.Status.Receivers.Select(receiver => (receiver.StalledSeconds, (string[])[receiver.Name]))),
        Gauge(
            "actorrelay_receiver_unconfirmed_bytes", ["receiver"], "Bytes handed to it and not confirmed.",
            snapshot => snapshot.Status.Receivers.Select(receiver => ((double)receiver.OutstandingBytes, (string[])[receiver.Name]))),
        Gauge(
            "actorrelay_receiver_batches", ["receiver"], "Batches on their way to it.",
            snapshot => snapshot.Status.Receivers.Select(receiver => ((double)receiver.Batches, (string[])[receiver.Name]))),
    ];

    /// <summary>One that does not answer is reported without its connections, and without what it has counted: that stays as it was.</summary>
    private static IEnumerable<ReceiversProtocol.ReceiverReport> Present(MetricsSnapshot snapshot) =>
        snapshot.Status.Receivers.Where(receiver => !receiver.Links.IsEmpty);

    private static IEnumerable<(double Value, string[] Of)> Of(
        MetricsSnapshot snapshot, Func<ReceiversProtocol.ReceiverReport, long> count) =>
        Present(snapshot).Select(receiver => ((double)count(receiver), (string[])[receiver.Name]));
}

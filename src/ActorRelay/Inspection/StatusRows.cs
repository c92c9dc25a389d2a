using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// A status for people: it answers before it lists. Is it receiving, is it delivering, what waits and until when; then what is
/// wrong, each Receiver, and where the records are.
/// </summary>
internal static class StatusRows
{
    public static ReportRows Of(InspectionProtocol.StatusReport status, Readiness readiness, DateTimeOffset now)
    {
        var activity = status.Activity ?? new InspectionProtocol.ActivityReport(null, null, null, 0, 0, []);
        var rows = new ReportRows().Facts(
            ("receiving", $"last post {Units.Ago(activity.LastPost, now)}, {Units.Rate(activity.ReceivedPerSecond)}"
                + (status.Draining ? "; DRAINING: new posts are answered 503" : "")),
            ("delivering", $"last record confirmed {Units.Ago(activity.LastConfirmed, now)}, {Units.Rate(activity.ConfirmedPerSecond)}"),
            ("waiting", Waiting(status, activity, now)),
            ("in flight", $"{Units.Count(status.InFlight.Records)} records of {Units.Count(status.InFlight.Batches)} batches, "
                + $"{ByteSizes.Rounded(status.InFlight.Bytes)} of {ByteSizes.Rounded(status.Edge.Capacity)}"),
            ("ready", readiness.Ready ? "yes" : "NO: posts are answered 503"),
            ("up", $"{Units.Span(now - status.Started)}, version {status.Version}"));
        foreach (var trouble in readiness.Degraded)
        {
            rows.Line($"! {trouble}");
        }

        Receivers(rows, activity.Receivers, now);
        Records(rows, status);
        return rows;
    }

    /// <summary>What there is none of has no column, so that long names of datasets have room.</summary>
    private static void Records(ReportRows rows, InspectionProtocol.StatusReport status)
    {
        ImmutableArray<(string Name, Func<RecordCounts, long> Of)> kinds = [.. Kinds.Where((kind, i) => i < Always || kind.Of(status.Records) != 0)];
        rows.Table("records", ["", .. kinds.Select(kind => kind.Name)],
            [Row("all", status.Records), .. status.Datasets.Length < 2 ? [] : status.Datasets.Select(of => Row(of.Dataset, of.Records))]);

        IReadOnlyList<string> Row(string name, RecordCounts records) => [name, .. kinds.Select(kind => Units.Short(kind.Of(records)))];
    }

    /// <summary>So many of <see cref="Kinds"/> are shown in any case.</summary>
    private const int Always = 4;

    /// <summary>Restored ones were received in an earlier run.</summary>
    private static readonly ImmutableArray<(string Name, Func<RecordCounts, long> Of)> Kinds =
    [
        ("received", of => of.Received + of.Restored),
        ("confirmed", of => of.Confirmed),
        ("in flight", of => of.InFlight),
        ("spooled", of => of.Spooled),
        ("set aside", of => of.Quarantined),
        ("filtered", of => of.Filtered),
        ("repeated", of => of.Repeated),
        ("refused", of => of.Refused),
        ("evicted", of => of.Evicted),
    ];

    private static string Waiting(
        InspectionProtocol.StatusReport status, InspectionProtocol.ActivityReport activity, DateTimeOffset now)
    {
        var spool = status.Spooled;
        if (spool.Batches == 0)
        {
            return status.Spool.Writable ? "nothing" : "nothing; the spool is off, or cannot be written";
        }

        var oldest = status.Spool.Backlogs.Select(backlog => (DateTimeOffset?)backlog.Oldest).Min();
        var slowest = activity.Receivers.Where(of => of.Waiting.Batches > 0).ToList();
        var through = slowest.Count > 0 && slowest.All(of => of.Waiting.ThroughSeconds is not null)
            ? $"through in {Units.Span(TimeSpan.FromSeconds(slowest.Max(of => of.Waiting.ThroughSeconds!.Value)))} at this rate"
            : "not getting less";
        return $"{Units.Count(spool.Batches)} batches, {ByteSizes.Rounded(spool.Bytes)}"
            + (oldest is null ? "" : $", the oldest {Units.Ago(oldest, now)}") + $", {through}";
    }

    private static void Receivers(ReportRows rows, ImmutableArray<InspectionProtocol.ReceiverActivity> receivers, DateTimeOffset now)
    {
        rows.Table(
            $"receivers: {receivers.Length}",
            ["name", "state", "for", "confirmed", "lines/s", "unconfirmed", "age", "waiting", "oldest", "through in"],
            receivers.Select(of => (IReadOnlyList<string>)
            [
                of.Name, of.State, Units.Span(now - of.Since), Units.Ago(of.LastConfirmed, now), Units.Short((long)of.ConfirmedPerSecond),
                ByteSizes.Rounded(of.UnconfirmedBytes),
                of.UnconfirmedBytes > 0 ? Units.Span(TimeSpan.FromSeconds(of.UnconfirmedSeconds)) : "-",
                of.Waiting.Batches > 0 ? ByteSizes.Rounded(of.Waiting.Bytes) : "-",
                of.Waiting.Oldest is { } oldest ? Units.Span(now - oldest) : "-",
                of.Waiting.ThroughSeconds is { } through ? Units.Span(TimeSpan.FromSeconds(Math.Min(through, 1e8))) : "-",
            ]));
        foreach (var of in receivers.Where(of => of.Why is not null))
        {
            rows.Line($"{of.Name}: {of.Why}");
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Records;
using static ActorRelay.Telemetry.RelayMetric;

namespace ActorRelay.Telemetry;

/// <summary>What Logpush and other clients see of the relay.</summary>
internal static class EdgeMetrics
{
    private static readonly BatchOutcome[] Outcomes = Enum.GetValues<BatchOutcome>();

    private static readonly int[] Statuses = [.. Outcomes.Select(Answers.StatusOf).Distinct().Order()];

    private static readonly int MostPaths = Jobs.Capacity + DatasetCatalogue.All.Length + 1;

    private static readonly string[] CertificateStates = ["good", "expires-soon", "expires", "invalid"];

    public static ImmutableArray<RelayMetric> All { get; } =
    [
        Counter(
            "actorrelay_http_requests_total", ["status"], "Posts to the edge, by the status they were answered with.",
            snapshot => Statuses.Select(status => (
                (double)snapshot.Status.Edge.Answers.GetValueOrDefault(status),
                (string[])[status.ToString(CultureInfo.InvariantCulture)]))),
        Counter(
            "actorrelay_batches_total", ["outcome"], "The same posts, by the outcome that their answer names.",
            snapshot => Outcomes.Select(BatchOutcomeWord.Of).Select(outcome => (
                (double)snapshot.Status.Edge.Outcomes.GetValueOrDefault(outcome), (string[])[outcome]))),
        Histogram(BatchMeter.Duration, ["outcome"], BatchMeter.DurationHelp),
        Histogram(AnswerTimes.Name, [], AnswerTimes.Help),
        Gauge(
            "actorrelay_path_last_post_timestamp_seconds", ["path"], "When a post on a path, which stands for a job, was last answered.",
            snapshot => snapshot.Jobs.Select(path => (Unix(path.LastPost), (string[])[path.Path]))) with
        { MaxSeries = MostPaths },
        Counter(
            "actorrelay_path_answers_total", ["path", "status"],
            "Posts on a path, by the status they were answered with; (others) stands for paths that no right secret has opened.",
            snapshot => snapshot.Jobs.SelectMany(path => Statuses.Select(status => (
                (double)path.Answers.GetValueOrDefault(status),
                (string[])[path.Path, status.ToString(CultureInfo.InvariantCulture)])))) with
        { MaxSeries = MostPaths * Statuses.Length },
        Gauge(
            "actorrelay_path_refusing_seconds", ["path"],
            "For so long all posts on a path but test uploads have been refused; 0 when the last was not. Cloudflare disables a job after 24 h.",
            snapshot => snapshot.Jobs.Select(path => (
                path.RefusingSince is { } since ? Math.Max(0, (snapshot.Taken - since).TotalSeconds) : 0, (string[])[path.Path]))) with
        { MaxSeries = MostPaths },
        Counter(
            "actorrelay_clients_gone_total", ["before"],
            "Clients that went: before the end of their upload, or before the answer to it (or that ended their sending side by then).",
            snapshot => [(snapshot.Status.Edge.Abandoned, ["upload"]), (snapshot.Gone, ["answer"])]),
        Counter(
            "actorrelay_no_room_total", "Posts for which there was no room in edge.in-flight; the spool may have taken them all the same.",
            snapshot => snapshot.Status.Edge.Refused),
        Gauge(
            "actorrelay_uploads", ["state"], "Bodies coming in: receiving, or waiting for room.",
            snapshot =>
            [
                (snapshot.Status.Edge.Uploads - snapshot.Status.Edge.Waiting, ["receiving"]),
                (snapshot.Status.Edge.Waiting, ["waiting"]),
            ]),
        Gauge("actorrelay_edge_connections", "Connections to the edge.", snapshot => snapshot.Status.Edge.Connections),
        Gauge("actorrelay_edge_max_connections", "As many as it takes.", snapshot => snapshot.Status.Edge.MaxConnections),
        Gauge(
            "actorrelay_certificate_expiry_timestamp_seconds", ["file"],
            "When a certificate ends, of the edge, of inspection, shown to Receivers or by them; of several in one file the one that ends first.",
            snapshot => Certificates(snapshot).Select(certificate => (Unix(certificate.Until), (string[])[certificate.File]))),
        Gauge(
            "actorrelay_certificate_state", ["file", "state"],
            "1 for the state it is in: good, expires-soon (a third of its lifetime is left, 30 days at most), expires (a tenth, 14 days "
            + "at most; the relay is degraded) or invalid.",
            snapshot => Certificates(snapshot).SelectMany(certificate =>
                OneOf(CertificateStates, certificate.State, certificate.File))),
    ];

    /// <summary>One for each name: a series that is there twice would spoil the whole scrape.</summary>
    private static IEnumerable<InspectionProtocol.CertificateReport> Certificates(MetricsSnapshot snapshot) =>
        snapshot.Status.Edge.Certificates.Concat(snapshot.Status.Certificates)
            .GroupBy(certificate => certificate.File)
            .Select(inFile => inFile.MinBy(certificate => certificate.Until)!);
}

using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>This says whether the edge can answer 200 now, and what is degraded.</summary>
/// <param name="Ready">
/// Every route has a live Receiver for each name it lists, or the spool is there for it, and the relay is not draining.
/// </param>
/// <param name="Degraded">What is not as it should be, in words.</param>
internal sealed record Readiness(bool Ready, ImmutableArray<string> Degraded)
{
    /// <summary>A Receiver that confirms nothing for so long, though bytes wait, is worth a word; a busy one may pause for a second or two.</summary>
    private const double StalledSeconds = 5;

    public static Readiness Of(InspectionProtocol.StatusReport status, ImmutableArray<RouteSettings> routes)
    {
        var live = status.Receivers
            .Where(receiver => receiver is { Connections: > 0, State: not ("hung" or "drained") })
            .Select(receiver => receiver.Name)
            .ToHashSet();
        var blocked = routes.SelectMany(route => route.Receivers).Distinct().Where(name => !live.Contains(name));
        var degraded = status.Receivers
            .Where(receiver => receiver.State != "drained" && receiver.Connections < receiver.Links.Length)
            .Select(receiver => $"receiver {receiver.Name} is {receiver.State}, "
                + $"{receiver.Connections} of {receiver.Links.Length} connections live");
        var stalled = status.Receivers
            .Where(receiver => receiver.State != "drained" && receiver.StalledSeconds >= StalledSeconds)
            .Select(receiver => $"receiver {receiver.Name}{(receiver.State == "hung" ? " is hung" : "")}: nothing confirmed for "
                + $"{receiver.StalledSeconds:0} s, {ByteSizes.Rounded(receiver.OutstandingBytes)} wait");
        return new Readiness(
            !status.Draining && (status.Spool.Writable || !blocked.Any()),
            [.. DrainsOf(status), .. degraded, .. stalled, .. SpoolOf(status.Spool), .. EdgeOf(status.Edge), .. CertificatesOf(status),
                .. status.Expected.Where(dataset => dataset.IsLate).Select(dataset => $"dataset {SilenceLog.Describe(dataset)}")]);
    }

    private static IEnumerable<string> DrainsOf(InspectionProtocol.StatusReport status) =>
    [
        .. status.Edge.Drained ? (string[])["drained by an operator: posts are answered 503 until actorrelay relay resume"]
            : status.Draining ? (string[])["draining"] : [],
        .. status.Receivers.Where(receiver => receiver.State == "drained").Select(receiver =>
            $"receiver {receiver.Name} is drained by an operator: its copies are spooled until actorrelay relay resume {receiver.Name}"),
    ];

    private static IEnumerable<string> EdgeOf(InspectionProtocol.EdgeReport edge) =>
    [
        .. edge.MaxConnections > 0 && edge.Connections >= edge.MaxConnections
            ? (string[])[$"edge: {edge.Connections} connections, as many as it takes"]
            : [],
    ];

    private static IEnumerable<string> CertificatesOf(InspectionProtocol.StatusReport status) =>
        status.Edge.Certificates.Concat(status.Certificates).Where(certificate => certificate.Degraded)
            .Select(certificate => $"certificate {certificate.File} ({certificate.Subject}) {certificate.Words}")
            .Distinct();

    private static IEnumerable<string> SpoolOf(SpoolProtocol.SpoolReport spool) =>
    [
        .. spool.Fault is { } fault ? (string[])[$"spool: {fault}"] : [],
        .. spool.Backlogs.Where(backlog => backlog.Orphaned).Select(backlog =>
            $"spool: {backlog.Batches} batches are orphaned, for the settings do not have Receiver {backlog.Receiver}"),
    ];
}

using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;

namespace ActorRelay.Inspection;

/// <summary>What is on its way, and by which way: <c>receivers</c>, <c>connections</c>, <c>batches</c> and <c>routes</c>.</summary>
internal static class DeliveryCommands
{
    public static ImmutableArray<InspectionCommand> All { get; } =
    [
        new("receivers", "Each Receiver: its state, what confirms a line, what was confirmed and sent again, what waits.", call =>
            call.ReportAsync<ReceiversProtocol.ReceiversReport>(
                ReceiversProtocol.GetReceivers.Instance, report => Receivers(report, call.Time.GetUtcNow()))),
        new("connections", "Each connection to a Receiver: its state, since when, what it wrote, and why it ended last.", ConnectionsAsync)
        {
            Arguments = ["[RECEIVER]"],
        },
        new("batches", "Batches in flight: how old they are, and how far they have come.", call =>
            call.ReportAsync<BatchesProtocol.BatchesReport>(
                BatchesProtocol.GetBatches.Instance, report => Batches(report, call.Time.GetUtcNow()))),
        new("routes", "Which datasets go to which Receivers, and by which rules.", call =>
            call.ReportAsync<InspectionProtocol.RoutesReport>(InspectionProtocol.GetRoutes.Instance, Routes)),
    ];

    /// <exception cref="InspectionRefusedException">There is no such Receiver.</exception>
    public static async Task<ReceiversProtocol.ReceiverReport> FindAsync(InspectionCall call, string receiver)
    {
        var report = await call.AskAsync<ReceiversProtocol.ReceiversReport>(ReceiversProtocol.GetReceivers.Instance);
        return report.Receivers.FirstOrDefault(of => of.Name == receiver) ?? throw new InspectionRefusedException(
            InspectionResult.NotFound,
            $"there is no Receiver {SettingsText.Printable(receiver)}: the settings have {string.Join(", ", report.Receivers.Select(of => of.Name))}");
    }

    private static ReportRows Receivers(ReceiversProtocol.ReceiversReport report, DateTimeOffset now) => new ReportRows().Table(
        $"receivers: {report.Receivers.Length}",
        ["name", "state", "connections", "confirmed by", "confirmed", "last", "resent", "unconfirmed", "batches"],
        report.Receivers.Select(of => (IReadOnlyList<string>)
        [
            of.Name, of.State, $"{of.Connections} of {of.Links.Length}", of.Confirmation, Units.Short(of.Confirmed),
            Units.Ago(of.LastConfirmed, now), Units.Short(of.Resent), ByteSizes.Rounded(of.OutstandingBytes),
            Units.Count(of.Batches),
        ]));

    private static async Task<InspectionResult> ConnectionsAsync(InspectionCall call)
    {
        var receivers = call.Arguments is [var wanted]
            ? [await FindAsync(call, wanted)]
            : (await call.AskAsync<ReceiversProtocol.ReceiversReport>(ReceiversProtocol.GetReceivers.Instance)).Receivers;
        var connections = new ConnectionsReport([.. receivers.SelectMany(of => of.Links, (of, link) => new ConnectionOf(of.Name, link))]);
        return InspectionResult.Of(connections, () => Connections(connections, call.Time.GetUtcNow()));
    }

    private static ReportRows Connections(ConnectionsReport report, DateTimeOffset now)
    {
        var rows = new ReportRows().Table(
            $"connections: {report.Connections.Length}",
            ["receiver", "connection", "address", "state", "for", "written"],
            report.Connections.Select(of => (IReadOnlyList<string>)
            [
                of.Receiver, of.Connection.Name, of.Connection.Address, of.Connection.State, Units.Span(now - of.Connection.Since),
                ByteSizes.Rounded(of.Connection.WrittenBytes),
            ]));
        foreach (var of in report.Connections.Where(of => of.Connection.LastError is not null))
        {
            rows.Line($"{of.Receiver} {of.Connection.Name} ended last: {of.Connection.LastError}");
        }

        return rows;
    }

    private static ReportRows Batches(BatchesProtocol.BatchesReport report, DateTimeOffset now) => new ReportRows().Table(
        $"batches: {report.Batches.Length}",
        ["batch", "dataset", "source", "age", "state", "body", "framed", "confirmed", "set aside"],
        report.Batches.OrderBy(of => of.Received).Select(of => (IReadOnlyList<string>)
        [
            of.Batch, of.Dataset, of.Source.Length > 0 ? of.Source : "-", Units.Span(now - of.Received), of.State, ByteSizes.Rounded(of.Bytes),
            Units.Short(of.Framed), Units.Short(of.Confirmed), Units.Short(of.Quarantined),
        ]));

    private static ReportRows Routes(InspectionProtocol.RoutesReport report) => new ReportRows().Table(
        $"routes: {report.Routes.Length}",
        ["", "datasets", "receivers", "rules"],
        report.Routes.Select((of, index) => (IReadOnlyList<string>)
        [
            $"{index + 1}", string.Join(", ", of.Datasets), of.Receivers.IsEmpty ? "none: discarded" : string.Join(", ", of.Receivers),
            of.Rules.IsEmpty ? "-" : string.Join(", ", of.Rules),
        ]));

    private sealed record ConnectionsReport(ImmutableArray<ConnectionOf> Connections);

    private sealed record ConnectionOf(string Receiver, ReceiversProtocol.ConnectionReport Connection);
}

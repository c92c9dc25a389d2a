namespace ActorRelay.Inspection;

/// <summary>The commands that say how the relay is, and what it sees.</summary>
internal static class StatusCommands
{
    public static InspectionCommand Status { get; } = new(
        "status",
        "Is it receiving, is it delivering, what is behind: where every record is, and each Receiver.",
        call => call.ReportAsync<InspectionProtocol.StatusReport>(
            InspectionProtocol.GetStatus.Instance,
            status => StatusRows.Of(status, Readiness.Of(status, call.Routes), call.Time.GetUtcNow())));

    public static InspectionCommand Datasets { get; } = new(
        "datasets",
        "Datasets and their fields, since when; fields that appeared or vanished; how event times are written.",
        call => call.ReportAsync<InspectionProtocol.DatasetsReport>(
            InspectionProtocol.GetDatasets.Instance, report => Rows(report, call.Time.GetUtcNow())));

    private static ReportRows Rows(InspectionProtocol.DatasetsReport report, DateTimeOffset now)
    {
        var rows = new ReportRows().Table(
            $"datasets: {report.Datasets.Length}",
            ["dataset", "since", "last seen", "event times", "receivers", "fields", "appeared", "vanished"],
            report.Datasets.Select(of => (IReadOnlyList<string>)
            [
                of.Dataset, Units.Date(of.Since), Units.Ago(of.LastSeen, now), string.Join(", ", of.EventTimes),
                string.Join(", ", of.Receivers), Units.Count(of.Fields.Length), string.Join(", ", of.Appeared),
                string.Join(", ", of.Vanished),
            ]));
        foreach (var warning in report.Datasets.SelectMany(of => of.Warnings))
        {
            rows.Line($"warning: {warning}");
        }

        return rows;
    }
}

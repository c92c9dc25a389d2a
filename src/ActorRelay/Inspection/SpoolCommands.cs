using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>The commands <c>spool ...</c>: batches on disk, and whom they wait for.</summary>
internal static class SpoolCommands
{
    private const string Listing = "Batches on disk: whom they wait for, how long, and the oldest of them.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A drop of many GB takes its time.</summary>
    private static readonly TimeSpan PatienceWithChanges = TimeSpan.FromMinutes(10);

    public static ImmutableArray<InspectionCommand> All { get; } =
    [
        new("spool", Listing, ListAsync),
        new("spool list", "The same.", ListAsync),
        new("spool show", "One batch on disk: whose it is, and how far each Receiver has come.", call =>
            call.ReportAsync<SpoolProtocol.SpooledCopies>(new SpoolProtocol.ShowSpooled(call.Arguments[0]), patience: Patience))
        { Arguments = ["BATCH"] },
        new("spool export", "The body of a batch as it came, with all that mask, exclude and include hide.", call =>
            Exports.BodyAsync(call, new SpoolProtocol.ExportSpooled(call.Arguments[0]), Patience))
        { Arguments = ["BATCH"], ShowsPayload = true },
        new("spool reassign", "What waits for Receiver OLD, which the settings do not have any more, goes to NEW.", call =>
            call.ReportAsync<SpoolProtocol.Done>(
                new SpoolProtocol.Reassign(call.Arguments[0], call.Arguments[1]), patience: PatienceWithChanges))
        { Arguments = ["OLD", "NEW"], Changes = true },
        new("spool drop", "Deletes what waits for Receiver OLD; without --yes it says what would go, if the settings have it.", call =>
            call.ReportAsync<SpoolProtocol.Done>(
                new SpoolProtocol.Drop(call.Arguments[0], call.Has("yes")), patience: PatienceWithChanges))
        {
            Arguments = ["OLD"],
            Options = [new("yes", "Delete, do not only say what would go.")],
            Changes = true,
        },
    ];

    private static Task<InspectionResult> ListAsync(InspectionCall call) =>
        call.ReportAsync<SpoolProtocol.SpoolReport>(new SpoolProtocol.ListSpool(), report => Rows(report, call.Time.GetUtcNow()), Patience);

    private static ReportRows Rows(SpoolProtocol.SpoolReport report, DateTimeOffset now)
    {
        var rows = new ReportRows().Facts(
            ("store", report.Store),
            ("writable", report.Writable ? "yes" : report.Fault is { } fault ? $"NO: {fault}" : "no"),
            ("batches", $"{Units.Count(report.Batches)}, {ByteSizes.Rounded(report.Bytes)}"),
            ("records", Units.Count(report.Records)),
            ("takes", $"{ByteSizes.Rounded(report.Stored)} of {ByteSizes.Rounded(report.MaxSize)}"));
        rows.Table(
            $"waits for: {report.Backlogs.Length}",
            ["receiver", "waiting", "live", "claimed", "bytes", "oldest", ""],
            report.Backlogs.Select(of => (IReadOnlyList<string>)
            [
                of.Receiver, Units.Count(of.Waiting), Units.Count(of.Live), Units.Count(of.Claimed), ByteSizes.Rounded(of.Bytes),
                Units.Ago(of.Oldest, now), of.Orphaned ? "orphaned: not in the settings" : "",
            ]));
        if (report.Copies is { Count: > 0 } copies)
        {
            rows.Table(
                $"the oldest: {copies.Count}",
                ["batch", "dataset", "source", "for", "state", "bytes", "received"],
                copies.Select(of => (IReadOnlyList<string>)
                [
                    of.Batch, of.Dataset, of.Source.Length > 0 ? of.Source : "-", of.Receiver, of.State, ByteSizes.Rounded(of.Bytes),
                    Units.Ago(of.Received, now),
                ]));
        }

        return rows;
    }
}

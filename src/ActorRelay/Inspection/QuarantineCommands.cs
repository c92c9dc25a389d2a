using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// The commands <c>quarantine ...</c>: what could not be delivered. <c>export</c> gives bodies and lines as they came.
/// <c>show</c>, at which people look, shows no line of a dataset of which a route hides something: a line that cannot be read
/// has no fields by which the rest of it could be shown.
/// </summary>
internal static class QuarantineCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A purge of many GB takes its time.</summary>
    private static readonly TimeSpan PatienceWithChanges = TimeSpan.FromMinutes(10);

    public static ImmutableArray<InspectionCommand> All { get; } =
    [
        new("quarantine", "Lines and bodies that could not be delivered: how many, and the oldest of them.", ListAsync)
        { Options = [InspectionOption.Dataset] },
        new("quarantine list", "The same.", ListAsync) { Options = [InspectionOption.Dataset] },
        new("quarantine show", "One of them, and why. Lines of datasets of which routes hide fields are withheld.", ShowAsync)
        { Arguments = ["NUMBER"], ShowsPayload = true },
        new(
            "quarantine export",
            "One of them, or all lines, as they came, with all that mask, exclude and include hide.",
            call => call.Arguments.IsEmpty
                ? ExportLinesAsync(call)
                : Exports.BodyAsync(call, new QuarantineQuestions.ExportQuarantined(NumberOf(call)), Patience))
        { Arguments = ["[NUMBER]"], Options = [InspectionOption.Dataset], ShowsPayload = true },
        new("quarantine replay", "Sends it once more, by the settings of now.", call => call.ReportAsync<ReplayActor.Replayed>(
            new ReplayActor.ReplayQuarantine(call.Option("dataset")), patience: PatienceWithChanges))
        { Options = [InspectionOption.Dataset], Changes = true },
        new("quarantine purge", "Deletes it; without --yes it only says what would go.", PurgeAsync)
        {
            Options =
            [
                InspectionOption.Dataset,
                new("before", "Only what was set aside before.", "TIME"),
                new("yes", "Delete, do not only say what would go."),
            ],
            Changes = true,
        },
    ];

    private static Task<InspectionResult> ListAsync(InspectionCall call) =>
        call.ReportAsync<QuarantineQuestions.Quarantined>(
            new QuarantineQuestions.ListQuarantine(call.Option("dataset")), patience: Patience);

    private static async Task<InspectionResult> ShowAsync(InspectionCall call)
    {
        var question = new QuarantineQuestions.ShowQuarantined(NumberOf(call));
        return InspectionResult.Of(Withhold(
            await call.AskAsync<QuarantineQuestions.QuarantinedContent>(question, Patience), call.Routes));
    }

    private static QuarantineQuestions.QuarantinedContent Withhold(
        QuarantineQuestions.QuarantinedContent shown, ImmutableArray<RouteSettings> routes) =>
        shown.Text is not null && DatasetRoutes.Find(routes, shown.Item.Dataset) is { Hide: true }
            ? shown with
            {
                Text = null,
                Withheld = "a route of its dataset hides fields (mask, exclude or include), and the line has them in clear: "
                    + $"relay quarantine export {shown.Item.Number} gives it as it came",
            }
            : shown;

    private static Task<InspectionResult> PurgeAsync(InspectionCall call)
    {
        DateTimeOffset? before = null;
        if (call.Option("before") is { } text)
        {
            before = QueryTime.TryParse(text, out var time)
                ? time
                : throw new InspectionRefusedException(InspectionResult.Wrong, $"before: {QueryTime.Examples}");
        }

        return call.ReportAsync<SpoolProtocol.Done>(
            new QuarantineQuestions.PurgeQuarantine(call.Option("dataset"), before, call.Has("yes")), patience: PatienceWithChanges);
    }

    private static async Task<InspectionResult> ExportLinesAsync(InspectionCall call)
    {
        var first = await LinesAsync(call, 0);
        return new InspectionResult.Bytes(Exports.Type, LinesAsync(call, first));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(
        InspectionCall call, QuarantineQuestions.QuarantinedLines page)
    {
        while (page.Lines.Count > 0)
        {
            foreach (var line in page.Lines)
            {
                yield return (byte[])[.. line.Content!, (byte)'\n'];
            }

            page = await LinesAsync(call, page.Lines[^1].Number);
        }
    }

    private static Task<QuarantineQuestions.QuarantinedLines> LinesAsync(InspectionCall call, long after) =>
        call.AskAsync<QuarantineQuestions.QuarantinedLines>(
            new QuarantineQuestions.GetQuarantinedLines(call.Option("dataset"), after), Patience);

    private static long NumberOf(InspectionCall call) =>
        long.TryParse(call.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new InspectionRefusedException(
                InspectionResult.Wrong, "NUMBER is what quarantine list shows, a whole number from 1");
}

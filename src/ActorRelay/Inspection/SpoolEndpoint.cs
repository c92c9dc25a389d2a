using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// The commands <c>spool ...</c> and <c>quarantine ...</c>. <c>export</c> gives bodies and lines as they came, for that is
/// how they are repaired and sent again. <c>show</c>, at which people look, shows no line of a dataset of which a route
/// hides something: a line that cannot be read has no fields by which the rest of it could be shown.
/// </summary>
/// <param name="answers">Asks the actors.</param>
/// <param name="routes">All of them, for what they hide.</param>
internal sealed class SpoolEndpoint(InspectionAnswer answers, ImmutableArray<RouteSettings> routes)
{
    private const string Bytes = "application/octet-stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A drop or a purge of many GB takes its time.</summary>
    private static readonly TimeSpan PatienceWithChanges = TimeSpan.FromMinutes(10);

    public IEnumerable<KeyValuePair<string, InspectionCommand>> Commands =>
    [
        new("spool", InspectionCommand.Asks((context, _) => ListSpoolAsync(context))),
        new("spool list", InspectionCommand.Asks((context, _) => ListSpoolAsync(context))),
        new("spool show", InspectionCommand.Asks(
            (context, words) => AskAsync<SpoolProtocol.SpooledCopies>(context, new SpoolProtocol.ShowSpooled(words[0])),
            "BATCH")),
        new("spool export", InspectionCommand.Asks(
            (context, words) => CopyAsync(context, new SpoolProtocol.ExportSpooled(words[0])), "BATCH")),
        new("spool reassign", InspectionCommand.Does(
            (context, words) => DoAsync(context, new SpoolProtocol.Reassign(words[0], words[1])), "OLD", "NEW")),
        new("spool drop", InspectionCommand.Does(
            (context, words) => DoAsync(context, new SpoolProtocol.Drop(words[0], IsSure(context))), "OLD") with
        { Options = ["yes"] }),
        new("quarantine", InspectionCommand.Asks((context, _) => ListQuarantineAsync(context))),
        new("quarantine list", InspectionCommand.Asks((context, _) => ListQuarantineAsync(context))),
        new("quarantine show", InspectionCommand.Asks(
            (context, words) => NumberAsync(context, words[0], number => ShowQuarantinedAsync(context, number)), "NUMBER")),
        new("quarantine export", InspectionCommand.Asks(
            (context, words) => words.Length == 0
                ? ExportLinesAsync(context)
                : NumberAsync(context, words[0], number =>
                    CopyAsync(context, new QuarantineQuestions.ExportQuarantined(number))),
            "[NUMBER]")),
        new("quarantine replay", InspectionCommand.Does((context, _) => ReplayAsync(context)) with { Options = ["dataset"] }),
        new("quarantine purge", InspectionCommand.Does((context, _) => PurgeAsync(context)) with
        { Options = ["dataset", "before", "yes"] }),
    ];

    private Task ListSpoolAsync(HttpContext context) =>
        AskAsync<SpoolProtocol.SpoolReport>(context, new SpoolProtocol.ListSpool());

    private Task ListQuarantineAsync(HttpContext context) =>
        AskAsync<QuarantineQuestions.Quarantined>(context, new QuarantineQuestions.ListQuarantine(DatasetOf(context)));

    private Task DoAsync(HttpContext context, SpoolProtocol.IQuestion question) =>
        AskAsync<SpoolProtocol.Done>(context, question, PatienceWithChanges);

    private Task ReplayAsync(HttpContext context) => AskAsync<ReplayActor.Replayed>(
        context, new ReplayActor.ReplayQuarantine(DatasetOf(context)), PatienceWithChanges);

    private async Task ShowQuarantinedAsync(HttpContext context, long number)
    {
        var question = new QuarantineQuestions.ShowQuarantined(number);
        if (await answers.AskAsync<QuarantineQuestions.QuarantinedContent>(context, question, Patience) is { } shown)
        {
            await InspectionAnswer.WriteAsync(context, StatusCodes.Status200OK, Withhold(shown));
        }
    }

    private QuarantineQuestions.QuarantinedContent Withhold(QuarantineQuestions.QuarantinedContent shown) =>
        shown.Text is not null && DatasetRoutes.Find(routes, shown.Item.Dataset) is { Hide: true }
            ? shown with
            {
                Text = null,
                Withheld = "a route of its dataset hides fields (mask, exclude or include), and the line has them in clear: "
                    + $"relay quarantine export {shown.Item.Number} gives it as it came",
            }
            : shown;

    private Task PurgeAsync(HttpContext context)
    {
        DateTimeOffset? before = null;
        if (context.Request.Query["before"].FirstOrDefault() is { } text)
        {
            if (!QueryTime.TryParse(text, out var time))
            {
                return InspectionAnswer.FailAsync(context, StatusCodes.Status400BadRequest, $"before: {QueryTime.Examples}");
            }

            before = time;
        }

        return DoAsync(context, new QuarantineQuestions.PurgeQuarantine(DatasetOf(context), before, IsSure(context)));
    }

    private async Task AskAsync<T>(HttpContext context, object question, TimeSpan? patience = null)
        where T : class
    {
        if (await answers.AskAsync<T>(context, question, patience ?? Patience) is { } answer)
        {
            await InspectionAnswer.WriteAsync(context, StatusCodes.Status200OK, answer);
        }
    }

    private async Task CopyAsync(HttpContext context, SpoolProtocol.IQuestion question)
    {
        if (await answers.AskAsync<SpoolProtocol.Body>(context, question, Patience) is not { } body)
        {
            return;
        }

        await using var content = body.Content;
        context.Response.ContentType = Bytes;
        try
        {
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            await InspectionAnswer.FailAsync(context, StatusCodes.Status500InternalServerError, e.Message);
        }
    }

    private async Task ExportLinesAsync(HttpContext context)
    {
        var last = 0L;
        while (await answers.AskAsync<QuarantineQuestions.QuarantinedLines>(
            context, new QuarantineQuestions.GetQuarantinedLines(DatasetOf(context), last), Patience) is { } page)
        {
            foreach (var line in page.Lines)
            {
                await InspectionAnswer.WriteAsync(context, Bytes, (byte[])[.. line.Content!, (byte)'\n']);
                last = line.Number;
            }

            if (page.Lines.Count == 0)
            {
                return;
            }
        }
    }

    private static Task NumberAsync(HttpContext context, string text, Func<long, Task> run) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? run(number)
            : InspectionAnswer.FailAsync(
                context, StatusCodes.Status400BadRequest, "NUMBER is what quarantine list shows, a whole number from 1");

    private static bool IsSure(HttpContext context) => context.Request.Query["yes"] == "true";

    private static string? DatasetOf(HttpContext context) => context.Request.Query["dataset"].FirstOrDefault();
}

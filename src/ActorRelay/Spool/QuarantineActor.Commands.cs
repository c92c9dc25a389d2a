using System.Text;
using ActorRelay.Batches;
using ActorRelay.Inspection;
using ActorRelay.Records;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <content>What an operator asks, and has done.</content>
internal sealed partial class QuarantineActor
{
    private const int MostListed = 1000;

    /// <summary>Lines may be some MiB each.</summary>
    private const int LinesAtOnce = 32;

    private void OnQuestion(ISpoolQuestion question)
    {
        if (_store is not { } store)
        {
            Sender.Tell(new SpoolCommandProtocol.Unavailable(_closed));
            return;
        }

        switch (question)
        {
            case SpoolCommandProtocol.ListQuarantine list:
                Show(ListAsync(store, list.Dataset));
                break;
            case SpoolCommandProtocol.ShowQuarantined show:
                Show(ItemAsync(store, show.Number, item => new SpoolCommandProtocol.QuarantinedContent(
                    Shown(item), item.Content is { } content ? Encoding.UTF8.GetString(content) : null)));
                break;
            case SpoolCommandProtocol.ExportQuarantined export:
                Show(ItemAsync(store, export.Number, item => new SpoolCommandProtocol.Body(
                    item.Content is { } content ? new MemoryStream(content) : store.OpenBody(item.Batch))));
                break;
            case SpoolCommandProtocol.GetQuarantinedLines lines:
                Show(LinesAsync(store, lines));
                break;
            case SpoolCommandProtocol.MarkReplayed mark:
                Show(MarkAsync(store, mark));
                break;
            case SpoolCommandProtocol.PurgeQuarantine { Yes: false } purge:
                Show(LossAsync(store, FilterOf(purge)));
                break;
            case SpoolCommandProtocol.PurgeQuarantine purge:
                store.PurgeAsync(FilterOf(purge)).PipeTo(
                    Self,
                    Sender,
                    success: purged => new Purged(purged),
                    failure: e => new NotPurged(SpoolException.Of(e)));
                break;
            default:
                Unhandled(question);
                break;
        }
    }

    private void Show(Task<object> answer) =>
        answer.PipeTo(Sender, failure: e => new SpoolCommandProtocol.Unavailable(e.Message));

    /// <summary>Its lines end in the books as evicted, for nobody gets them any more.</summary>
    private void OnPurged(IReadOnlyList<QuarantineCount> purged)
    {
        foreach (var dataset in purged)
        {
            _log.Warning(
                "Quarantine: deleted of {0}, as asked for: lines {1}, bodies {2}", dataset.Dataset, dataset.Lines, dataset.Bodies);
            PostEvicted(dataset);
        }

        Sender.Tell(new SpoolCommandProtocol.Done(
            Lines: purged.Sum(dataset => dataset.Lines), Bodies: purged.Sum(dataset => dataset.Bodies)));
    }

    private static QuarantineFilter FilterOf(SpoolCommandProtocol.PurgeQuarantine purge) =>
        new() { Dataset = purge.Dataset, Before = purge.Before };

    private static async Task<object> LossAsync(IQuarantineStore store, QuarantineFilter filter)
    {
        var counts = await store.CountAsync(filter);
        var datasets = counts.Select(count => $"{count.Dataset}: lines {count.Lines}, bodies {count.Bodies}");
        return new SpoolCommandProtocol.NotSure(
            counts.Count == 0 ? "nothing of quarantine" : $"of quarantine, {string.Join("; ", datasets)}");
    }

    private static async Task<object> ListAsync(IQuarantineStore store, string? dataset)
    {
        var counts = await store.CountAsync();
        var items = await store.ListAsync(new QuarantineFilter { Dataset = dataset }, 0, MostListed, withContent: false);
        return new SpoolCommandProtocol.Quarantined(
            [
                .. counts.Where(count => dataset is null || count.Dataset == dataset).Select(count =>
                    new SpoolCommandProtocol.QuarantinedDataset(count.Dataset, count.Lines, count.Bodies, count.Bytes)),
            ],
            [.. items.Select(Shown)]);
    }

    private static async Task<object> ItemAsync(IQuarantineStore store, long number, Func<QuarantineItem, object> answer) =>
        await store.ListAsync(new QuarantineFilter { Number = number }, 0, 1) is [var item]
            ? answer(item)
            : new SpoolCommandProtocol.NotThere($"quarantine has no item {number}");

    private static async Task<object> LinesAsync(IQuarantineStore store, SpoolCommandProtocol.GetQuarantinedLines asked)
    {
        var filter = new QuarantineFilter { Dataset = asked.Dataset, OnlyLines = !asked.WithBodies, Replayed = asked.OnlyNew ? false : null };
        var last = await store.LastAsync();
        var items = await store.ListAsync(filter, asked.After, LinesAtOnce);
        return new SpoolCommandProtocol.QuarantinedLines(
            [
                .. items.Select(item => new SpoolCommandProtocol.QuarantinedLine(item.Number, item.Dataset, item.Source, item.Content)
                {
                    Reason = item.Reason,
                    Receiver = item.Receiver,
                }),
            ],
            last);
    }

    private static async Task<object> MarkAsync(IQuarantineStore store, SpoolCommandProtocol.MarkReplayed mark) =>
        new SpoolCommandProtocol.Done(Lines: await store.MarkReplayedAsync(mark.Numbers));

    private static SpoolCommandProtocol.QuarantinedItem Shown(QuarantineItem item) => new(
        item.Number,
        item.At,
        item.Dataset,
        item.Source,
        item.Batch.Value,
        item.Line == 0 ? null : item.Line,
        item.Reason,
        item.Offset,
        item.Bytes,
        item.Receiver,
        item.Replayed);

    private sealed record Purged(IReadOnlyList<QuarantineCount> Counts);

    private sealed record NotPurged(SpoolException Failure);
}

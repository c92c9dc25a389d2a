using System.Text;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>What operators are shown of quarantine, read in the store beside the actor that keeps it.</summary>
internal static class QuarantineReports
{
    private const int MostListed = 1000;

    /// <summary>Lines may be some MiB each.</summary>
    private const int LinesAtOnce = 32;

    /// <summary>What would go if a purge were sure.</summary>
    public static async Task<object> LossAsync(IQuarantineStore store, QuarantineFilter filter)
    {
        var counts = await store.CountAsync(filter);
        var datasets = counts.Select(count => $"{count.Dataset}: lines {count.Lines}, bodies {count.Bodies}");
        return new SpoolProtocol.NotSure(
            counts.Count == 0 ? "nothing of quarantine" : $"of quarantine, {string.Join("; ", datasets)}");
    }

    public static async Task<object> ListAsync(IQuarantineStore store, string? dataset)
    {
        var counts = await store.CountAsync();
        var items = await store.ListAsync(new QuarantineFilter { Dataset = dataset }, 0, MostListed, withContent: false);
        return new QuarantineQuestions.Quarantined(
            [.. counts.Where(count => dataset is null || count.Dataset == dataset)], items);
    }

    public static Task<object> ShowAsync(IQuarantineStore store, long number) => ItemAsync(store, number, item =>
        new QuarantineQuestions.QuarantinedContent(item, item.Content is { } content ? Encoding.UTF8.GetString(content) : null));

    public static Task<object> ExportAsync(IQuarantineStore store, long number) => ItemAsync(store, number, item =>
        new SpoolProtocol.Body(
            item.Content is { } content ? new MemoryStream(content) : store.OpenBody(new BatchId(item.Batch))));

    public static async Task<object> LinesAsync(IQuarantineStore store, QuarantineQuestions.GetQuarantinedLines asked)
    {
        var filter = new QuarantineFilter { Dataset = asked.Dataset, OnlyLines = !asked.WithBodies, Replayed = asked.OnlyNew ? false : null };
        var last = await store.LastAsync();
        var items = await store.ListAsync(filter, asked.After, LinesAtOnce);
        return new QuarantineQuestions.QuarantinedLines(items, last);
    }

    private static async Task<object> ItemAsync(IQuarantineStore store, long number, Func<QuarantinedItem, object> answer) =>
        await store.ListAsync(new QuarantineFilter { Number = number }, 0, 1) is [var item]
            ? answer(item)
            : new SpoolProtocol.NotThere($"quarantine has no item {number}");
}

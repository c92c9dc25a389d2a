using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Inspection;
using ActorRelay.Records;
using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>What an auditor asks. It is read beside what is written.</content>
internal sealed partial class JournalActor
{
    private const int MostNamed = 100;
    private const int MostRefusals = 1000;
    private const int Page = 500;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private void OnAudit(object message)
    {
        switch (message)
        {
            case AuditProtocol.GetAudit audit:
                Answer(store => SumAsync(store, audit));
                break;
            case AuditProtocol.GetAuditPage page:
                Answer(store => PageAsync(store, page));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Answer(Func<IJournalStore, Task<object>> read)
    {
        if (_store is { } store)
        {
            read(store).PipeTo(Sender, failure: e => new SpoolCommandProtocol.Unavailable(e.Message));
        }
        else
        {
            Sender.Tell(new SpoolCommandProtocol.Unavailable(_closed));
        }
    }

    private static async Task<object> SumAsync(IJournalStore store, AuditProtocol.GetAudit audit)
    {
        var sums = await store.AuditAsync(QueryOf(audit), MostNamed, MostRefusals);
        return new AuditProtocol.AuditReport(
            audit.From,
            audit.To,
            sums.Outcomes.Sum(of => of.Batches),
            sums.Outcomes.Sum(of => of.Records),
            sums.Outcomes.Sum(of => of.Bytes),
            sums.NotConfirmed,
            sums.Refusals.Length,
            [.. sums.Outcomes.Select(of => new AuditProtocol.OutcomeSum(
                of.Outcome, of.Batches, of.Records, of.Bytes, of.FirstEvent, of.LastEvent))],
            [.. sums.Receivers.Select(of => new AuditProtocol.ReceiverSum(of.Receiver, of.Batches, of.Confirmed, of.Resent, of.Spooled))],
            [.. GapsIn(sums.Hours)],
            [.. sums.Open.Select(of => new AuditProtocol.OpenBatch(
                of.Batch.Value, of.Dataset, of.Source, of.Received, of.Records,
                [.. of.Deliveries.Where(delivery => !delivery.Done).Select(delivery => delivery.Receiver)]))],
            [.. sums.Refusals.Take(MostNamed).Select(of => new AuditProtocol.RefusedBody(
                of.Dataset, of.Source, of.Posts, of.First, of.Last, of.Outcome, of.Hash))]);
    }

    /// <param name="hours">By dataset, then time.</param>
    private static IEnumerable<AuditProtocol.Gap> GapsIn(ImmutableArray<JournalHour> hours) => hours
        .Zip(hours.Skip(1))
        .Where(pair => pair.First.Dataset == pair.Second.Dataset && pair.Second.Begin - pair.First.Begin > Hour)
        .Select(pair => new AuditProtocol.Gap(pair.First.Dataset, pair.First.Begin + Hour, pair.Second.Begin));

    private static async Task<object> PageAsync(IJournalStore store, AuditProtocol.GetAuditPage page)
    {
        var after = page.After is { } row
            ? new JournalEntry(new BatchId(row.Batch), "", "", "", "", "", row.Received, row.Answered, 0, "", [])
            : null;
        return new AuditProtocol.AuditPage([.. (await store.ListAsync(QueryOf(page.Audit), after, Page)).Select(RowOf)]);
    }

    private static JournalQuery QueryOf(AuditProtocol.GetAudit audit) => new(audit.From, audit.To) { Dataset = audit.Dataset };

    private static AuditProtocol.AuditRow RowOf(JournalEntry entry) => new(
        entry.Batch.Value,
        entry.Hash,
        entry.Dataset,
        entry.Source,
        entry.Path,
        entry.Address,
        entry.Received,
        entry.Answered,
        entry.Bytes,
        entry.Outcome,
        entry.Records,
        entry.FirstEvent,
        entry.LastEvent,
        [.. entry.Deliveries.Select(of => new AuditProtocol.AuditDelivery(of.Receiver, of.Confirmed, of.Resent, of.Spooled, of.Done))])
    {
        Secret = entry.Secret,
    };
}

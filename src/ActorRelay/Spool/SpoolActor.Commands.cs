using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Records;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <content>What an operator asks, and has done.</content>
internal sealed partial class SpoolActor
{
    private const int MostListed = 1000;

    private void OnQuestion(ISpoolQuestion question)
    {
        switch (question)
        {
            case AuditProtocol.GetAudit or AuditProtocol.GetAuditPage:
                _journal.Forward(question);
                break;
            case SpoolCommandProtocol.ListSpool:
                Show(ListAsync);
                break;
            case SpoolCommandProtocol.ShowSpooled show:
                Show(store => ShowAsync(store, new BatchId(show.Batch)));
                break;
            case SpoolCommandProtocol.ExportSpooled export:
                Show(store => ExportAsync(store, new BatchId(export.Batch)));
                break;
            case SpoolCommandProtocol.Reassign reassign:
                Reassign(reassign);
                break;
            case SpoolCommandProtocol.Drop drop:
                Drop(drop);
                break;
            default:
                _quarantine.Forward(question);
                break;
        }
    }

    /// <summary>Runs something that changes nothing, and answers with it.</summary>
    private void Show(Func<ISpoolStore, Task<object>> read)
    {
        if (_store is { } store)
        {
            read(store.Store).PipeTo(Sender, failure: e => new SpoolCommandProtocol.Unavailable(e.Message));
        }
        else
        {
            Sender.Tell(new SpoolCommandProtocol.Unavailable(Fault));
        }
    }

    private void Reassign(SpoolCommandProtocol.Reassign reassign)
    {
        if (_settings.Receivers.Any(receiver => receiver.Name == reassign.To))
        {
            Change(store => store.ReassignAsync(reassign.Receiver, reassign.To), reassign);
        }
        else
        {
            Sender.Tell(new SpoolCommandProtocol.NotThere($"the settings have no Receiver {reassign.To}"));
        }
    }

    /// <summary>For a Receiver that is in the settings it may be a slip: its batches would still be delivered.</summary>
    private void Drop(SpoolCommandProtocol.Drop drop)
    {
        if (drop.Yes || _settings.Receivers.All(receiver => receiver.Name != drop.Receiver))
        {
            Change(store => store.DropAsync(drop.Receiver), drop);
        }
        else
        {
            Show(async store =>
            {
                var waits = (await store.BacklogsAsync()).SingleOrDefault(backlog => backlog.Receiver == drop.Receiver);
                return new SpoolCommandProtocol.NotSure(
                    $"{(waits is null ? 0 : waits.Live + waits.Waiting + waits.Claimed)} batches, {waits?.Bytes ?? 0} bytes, "
                    + $"that wait for Receiver {drop.Receiver}, which is in the settings");
            });
        }
    }

    private void Change(Func<ISpoolStore, Task<SpoolDropped>> change, ISpoolQuestion asked) => Ask(
        change,
        dropped => new Changed(asked, dropped),
        new SpoolCommandProtocol.Unavailable(_fault ?? "the database has failed: the log says why"));

    private void OnChanged(Changed changed)
    {
        var (copies, records) = (changed.Dropped.Copies, changed.Dropped.Ended.Values.Sum());
        switch (changed.Asked)
        {
            case SpoolCommandProtocol.Reassign reassign:
                _log.Warning("{0} batches that waited for Receiver {1} wait for {2} now", copies, reassign.Receiver, reassign.To);
                _journal.Tell(new JournalProtocol.Reassign(reassign.Receiver, reassign.To));
                Tell([reassign.To]);
                break;
            case SpoolCommandProtocol.Drop drop:
                _log.Warning(
                    "{0} batches that waited for Receiver {1} were dropped; records that nobody gets any more: {2}",
                    copies, drop.Receiver, records);
                foreach (var (dataset, ended) in changed.Dropped.Ended)
                {
                    _accounts.Post(dataset, new RecordCounts { Spooled = -ended, Evicted = ended });
                }

                break;
        }

        Sender.Tell(new SpoolCommandProtocol.Done(Copies: copies, Records: records));
    }

    private async Task<object> ListAsync(ISpoolStore store)
    {
        var reporting = ReportAsync(store);
        var rows = await store.ListAsync(null, MostListed);
        var report = await reporting;
        return new SpoolCommandProtocol.Spooled(
            report.Store, report.Writable, report.Fault, report.Batches, report.Records, report.Bytes, report.Stored,
            report.MaxSize, report.Backlogs, [.. rows.Select(CopyOf)]);
    }

    private static async Task<object> ShowAsync(ISpoolStore store, BatchId id)
    {
        if (await store.FindAsync(id) is not { } batch)
        {
            return NotSpooled(id);
        }

        var copies = await store.CopiesAsync(id);
        return new SpoolCommandProtocol.SpooledCopies(
            id.Value, batch.Dataset, batch.Source, batch.Path, batch.Hash, batch.Received, batch.Bytes, batch.Framed,
            batch.Pending, batch.Quarantined, [.. copies.Select(CopyOf)]);
    }

    private static async Task<object> ExportAsync(ISpoolStore store, BatchId id) => await store.FindAsync(id) is null
        ? NotSpooled(id)
        : new SpoolCommandProtocol.Body(store.OpenBody(id));

    private static SpoolCommandProtocol.NotThere NotSpooled(BatchId id) => new($"the spool has no batch {id}");

    private static SpoolCommandProtocol.SpooledCopy CopyOf(SpoolRow row) => new(
        row.Batch.Id.Value, row.Batch.Dataset, row.Batch.Source, row.Batch.Received, row.Batch.Bytes, row.Receiver,
        row.State.ToString().ToLowerInvariant(), row.ConfirmedTo);

    private sealed record Changed(ISpoolQuestion Asked, SpoolDropped Dropped);
}

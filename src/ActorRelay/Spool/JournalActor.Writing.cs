using ActorRelay.Batches;
using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>Entries on their way to the database.</content>
internal sealed partial class JournalActor
{
    private void Take(object item)
    {
        if (_waiting.Count >= MostWaiting)
        {
            _dropped++;
            return;
        }

        _waiting.AddLast(new Item(item, 0));
        if (_waiting.Count >= Group)
        {
            WriteGroup();
        }
    }

    private void WriteGroup()
    {
        if (_writing || _waiting.Count == 0 || _store is not { } store)
        {
            return;
        }

        _writing = true;
        var group = _waiting.Take(Group).ToList();
        group.ForEach(_ => _waiting.RemoveFirst());
        WriteAsync(store, group).PipeTo(Self);
    }

    /// <summary>The store commits them together; what of it was not written is told.</summary>
    private static async Task<Written> WriteAsync(IJournalStore store, List<Item> group)
    {
        var left = new List<Item>();
        var early = new List<Item>();
        SpoolException? failure = null;
        foreach (var (item, writing) in group.Select(item => (item, WriteAsync(store, item.Message))).ToList())
        {
            try
            {
                if (!await writing && item.Attempts < MostAttempts)
                {
                    early.Add(item with { Attempts = item.Attempts + 1 });
                }
            }
            catch (Exception e)
            {
                left.Add(item);
                failure = SpoolException.Of(e);
            }
        }

        return new Written(left, early, failure);
    }

    /// <returns>False when the batch is not in the journal.</returns>
    private static async Task<bool> WriteAsync(IJournalStore store, object message)
    {
        switch (message)
        {
            case JournalProtocol.Add add:
                return await store.AddAsync(add.Batch, add.Delivery, add.Count);
            case JournalProtocol.Reassign reassign:
                await store.ReassignAsync(reassign.Receiver, reassign.To);
                return true;
            default:
                await store.WriteAsync(((JournalProtocol.Write)message).Entry);
                return true;
        }
    }

    /// <summary>What was not written is the first to be tried again, at the next tick.</summary>
    private void OnWritten(Written written)
    {
        _writing = false;
        for (var i = written.Left.Count - 1; i >= 0; i--)
        {
            _waiting.AddFirst(written.Left[i]);
        }

        written.Early.ForEach(item => _waiting.AddLast(item));

        if (written.Failure is { } failure)
        {
            Context.Parent.Tell(new SpoolProtocol.Failed(failure));
        }
        else if (_waiting.Count >= Group)
        {
            WriteGroup();
        }

        if (_flusher is not null)
        {
            FlushOrEnd(failed: written.Failure is not null);
        }
    }

    private void FlushOrEnd(bool failed = false)
    {
        if (_waiting.Count > 0 && _store is not null && !failed)
        {
            WriteGroup();
        }
        else if (!_writing)
        {
            _flusher?.Tell(JournalProtocol.Flushed.Instance);
            _flusher = null;
        }
    }

    /// <param name="Left">The database did not take them.</param>
    /// <param name="Early">Their batches are not in the journal.</param>
    /// <param name="Failure">Why some are left; null when none is.</param>
    private sealed record Written(List<Item> Left, List<Item> Early, SpoolException? Failure);

    private sealed record Item(object Message, int Attempts);
}

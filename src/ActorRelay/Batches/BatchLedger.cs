using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Batches;

/// <summary>
/// Remembers batches that may come again, so that nothing of them is delivered twice: for <c>keep</c> those whose 2xx
/// was not written, for <c>answered</c> those whose 2xx was. It holds at most <c>max-entries</c>; beyond that it forgets
/// the oldest, answered ones first, and counts them: should one of those come again, its records may arrive twice, and
/// none is lost. In memory alone: a relay that starts remembers nothing. One thread at a time.
/// </summary>
internal sealed class BatchLedger(LedgerSettings settings, TimeProvider time)
{
    private readonly Dictionary<LedgerKey, LinkedListNode<Line>> _lines = [];
    private readonly LinkedList<Line> _unanswered = [];
    private readonly LinkedList<Line> _answered = [];

    public int Count
    {
        get
        {
            ForgetOld();
            return _lines.Count;
        }
    }

    /// <summary>Batches that were forgotten before their time, for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>What is remembered of a batch, or null.</summary>
    public LedgerEntry? Find(LedgerKey key)
    {
        ForgetOld();
        return _lines.TryGetValue(key, out var line) ? line.Value.Entry : null;
    }

    /// <summary>Its 2xx is not written: remembers this, from now on, instead of whatever it remembered.</summary>
    public void Remember(LedgerKey key, LedgerEntry entry)
    {
        Forget(key);
        Add(_unanswered, key, entry);
    }

    /// <summary>A 2xx is written. It counts only when it answers the latest post of a batch that is finished.</summary>
    public void Answered(LedgerKey key, BatchId request)
    {
        if (Find(key) is LedgerEntry.Finished finished && finished.Request == request)
        {
            Forget(key);
            if (settings.Answered > TimeSpan.Zero)
            {
                Add(_answered, key, finished);
            }
        }
    }

    public void Forget(LedgerKey key)
    {
        if (_lines.Remove(key, out var line))
        {
            line.List!.Remove(line);
        }
    }

    private void Add(LinkedList<Line> list, LedgerKey key, LedgerEntry entry)
    {
        ForgetOld();
        if (_lines.Count >= settings.MaxEntries)
        {
            Forget((_answered.First ?? _unanswered.First)!.Value.Key);
            Forgotten++;
        }

        _lines.Add(key, list.AddLast(new Line(key, entry, time.GetTimestamp())));
    }

    private void ForgetOld()
    {
        ForgetOld(_unanswered, settings.Keep);
        ForgetOld(_answered, settings.Answered);
    }

    private void ForgetOld(LinkedList<Line> list, TimeSpan keep)
    {
        while (list.First is { } oldest && time.GetElapsedTime(oldest.Value.Since) >= keep)
        {
            Forget(oldest.Value.Key);
        }
    }

    private readonly record struct Line(LedgerKey Key, LedgerEntry Entry, long Since);
}

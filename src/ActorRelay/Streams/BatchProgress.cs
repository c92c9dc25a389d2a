using ActorRelay.Inspection;

namespace ActorRelay.Streams;

/// <summary>
/// How far one batch has come: what was framed, what was set aside, what each Receiver confirmed. Every change goes into
/// the books at once, under one lock: the batch's graph, quarantine and the BatchActor write it from their own threads.
/// </summary>
internal sealed class BatchProgress(string dataset, int receivers, RecordAccounts accounts)
{
    private readonly Lock _lock = new();
    private readonly long[] _confirmedLines = new long[receivers];
    private readonly long[] _confirmedTo = new long[receivers];
    private long _framed;
    private long _quarantined;
    private long _confirmed;
    private bool _closed;

    /// <summary>Records framed so far, the ones set aside included. Also the ordinal of the next.</summary>
    public long Framed => Interlocked.Read(ref _framed);

    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Lines that every Receiver has confirmed.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>Ordinal of the first record that this Receiver has not confirmed.</summary>
    public long ConfirmedTo(int receiver) => Interlocked.Read(ref _confirmedTo[receiver]);

    /// <summary>Records of one block were framed.</summary>
    public void AddFramed(int records)
    {
        lock (_lock)
        {
            _framed += records;
            Post(new RecordCounts { Received = records, InFlight = records });
        }
    }

    /// <summary>Records are on disk in quarantine, be the batch over or not.</summary>
    public void AddQuarantined(int records)
    {
        lock (_lock)
        {
            _quarantined += records;
            Post(new RecordCounts { Quarantined = records, InFlight = -records });
        }
    }

    /// <summary>A Receiver confirmed <paramref name="lines"/> more lines, up to <paramref name="record"/>.</summary>
    public void AddConfirmed(int receiver, long record, int lines)
    {
        lock (_lock)
        {
            _confirmedTo[receiver] = record;
            _confirmedLines[receiver] += lines;
            var byAll = _confirmedLines.Min() - _confirmed;
            _confirmed += byAll;
            Post(new RecordCounts { Confirmed = byAll, InFlight = -byAll });
        }
    }

    /// <summary>The batch has ended, and what is still in flight of it is refused: the sender must send it again.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!_closed)
            {
                var open = _framed - _quarantined - _confirmed;
                accounts.Post(dataset, new RecordCounts { Refused = open, InFlight = -open });
                _closed = true;
            }
        }
    }

    /// <summary>What comes after the end (an answer that was under way) is taken from what was refused.</summary>
    private void Post(RecordCounts change) => accounts.Post(
        dataset, _closed ? change with { InFlight = 0, Refused = change.InFlight } : change);
}

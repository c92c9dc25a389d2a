using ActorRelay.Inspection;

namespace ActorRelay.Streams;

/// <summary>
/// How far one batch has come: what was framed, what was set aside, what each Receiver confirmed. Its stages write it
/// from the one thread their graph runs on; every change goes into the books at once.
/// </summary>
internal sealed class BatchProgress(string dataset, int receivers, RecordAccounts accounts)
{
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
        if (records == 0)
        {
            return;
        }

        Interlocked.Add(ref _framed, records);
        accounts.Post(dataset, new RecordCounts { Received = records, InFlight = records });
    }

    /// <summary>Records were set aside, durably.</summary>
    public void AddQuarantined(int records)
    {
        Interlocked.Add(ref _quarantined, records);
        accounts.Post(dataset, new RecordCounts { Quarantined = records, InFlight = -records });
    }

    /// <summary>A Receiver confirmed <paramref name="lines"/> more lines, up to <paramref name="record"/>.</summary>
    public void AddConfirmed(int receiver, long record, int lines)
    {
        Interlocked.Exchange(ref _confirmedTo[receiver], record);
        _confirmedLines[receiver] += lines;
        var byAll = _confirmedLines.Min() - _confirmed;
        if (byAll > 0)
        {
            Interlocked.Add(ref _confirmed, byAll);
            accounts.Post(dataset, new RecordCounts { Confirmed = byAll, InFlight = -byAll });
        }
    }

    /// <summary>The batch has ended, and what is still in flight of it is refused: the sender must send it again.</summary>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        var open = _framed - _quarantined - _confirmed;
        if (open > 0)
        {
            accounts.Post(dataset, new RecordCounts { Refused = open, InFlight = -open });
        }
    }
}

using ActorRelay.Inspection;

namespace ActorRelay.Streams;

/// <summary>
/// How far one batch has come: what was framed, what was set aside, what each Receiver confirmed. Every change goes into
/// the books at once, under one lock: the batch's graph, quarantine and the BatchActor write it from their own threads.
/// </summary>
/// <param name="dataset">Whose books.</param>
/// <param name="receivers">How many the route has.</param>
/// <param name="accounts">The books.</param>
/// <param name="resume">Where the run goes on; null for the beginning.</param>
internal sealed class BatchProgress(
    string dataset, int receivers, RecordAccounts accounts, ResumePoint? resume = null)
{
    private readonly Lock _lock = new();
    private readonly long[] _confirmedLines = new long[receivers];
    private readonly long[] _confirmedTo = resume is null ? new long[receivers] : [.. resume.ConfirmedTo];
    private long _setAsideTo = resume?.SetAsideTo ?? 0;
    private long _quarantined = resume?.Quarantined ?? 0;
    private long _framed;
    private long _confirmed;
    private long _inFlight;
    private bool _closed;

    /// <summary>What earlier runs have brought to an end, and this one need not do.</summary>
    public ResumePoint Resume { get; } = resume ?? ResumePoint.Beginning(receivers);

    /// <summary>Records framed so far, the ones set aside included. Also the ordinal of the next.</summary>
    public long Framed => Interlocked.Read(ref _framed);

    /// <summary>Lines in quarantine, those that earlier runs put there included.</summary>
    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Lines that every Receiver has confirmed, those that all of them had before this run left out.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>There is something of it that must not be done twice.</summary>
    public bool HasBegun => Quarantined > 0 || Enumerable.Range(0, receivers).Any(i => ConfirmedTo(i) > 0);

    /// <summary>Ordinal of the first record that this Receiver has not confirmed.</summary>
    public long ConfirmedTo(int receiver) => Interlocked.Read(ref _confirmedTo[receiver]);

    /// <summary>Where a next run would go on.</summary>
    public ResumePoint Reached()
    {
        lock (_lock)
        {
            return new ResumePoint([.. _confirmedTo], _setAsideTo, _quarantined);
        }
    }

    /// <summary>
    /// Records of one block were framed. The next ones are only when the bad ones of these are in quarantine.
    /// </summary>
    /// <param name="records">How many.</param>
    /// <param name="repeated">Those of them that were at their end before this run.</param>
    /// <param name="bad">Those of them that are to be set aside.</param>
    public void AddFramed(int records, int repeated = 0, int bad = 0)
    {
        lock (_lock)
        {
            _framed += records;
            if (bad == 0)
            {
                _setAsideTo = Math.Max(_setAsideTo, _framed);
            }

            Post(new RecordCounts { Received = records, Repeated = repeated, InFlight = records - repeated });
        }
    }

    /// <summary>Records are on disk in quarantine, be the batch over or not.</summary>
    public void AddQuarantined(int records)
    {
        lock (_lock)
        {
            _quarantined += records;
            _setAsideTo = Math.Max(_setAsideTo, _framed);
            Post(new RecordCounts { Quarantined = records, InFlight = -records });
        }
    }

    /// <summary>
    /// Lines were framed that this Receiver confirmed in an earlier run, and another did not. To be told before any line
    /// after them is confirmed.
    /// </summary>
    public void AddConfirmedBefore(int receiver, int lines) => AddConfirmed(receiver, ConfirmedTo(receiver), lines);

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
                accounts.Post(dataset, new RecordCounts { Refused = _inFlight, InFlight = -_inFlight });
                _closed = true;
            }
        }
    }

    /// <summary>What comes after the end (an answer that was under way) is taken from what was refused.</summary>
    private void Post(RecordCounts change)
    {
        _inFlight += change.InFlight;
        accounts.Post(dataset, _closed ? change with { InFlight = 0, Refused = change.InFlight } : change);
    }
}

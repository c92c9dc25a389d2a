using ActorRelay.Batches;
using ActorRelay.Edge;

namespace ActorRelay.Accounts;

/// <summary>
/// How far one batch has come: what was framed, what was set aside or filtered, what each Receiver confirmed. Every
/// change goes into the books at once, under one lock: the batch's graph, quarantine and the BatchActor write it from
/// their own threads.
/// <para>
/// Once a batch is spooled, its records are spooled in the books until the spool has let it go; what becomes of them
/// meanwhile is noted here, and not there: another run may do the same for another Receiver, or for this one again.
/// </para>
/// <para>
/// Records are told by their ordinals, for not every Receiver gets each of them. All outputs are cut at the same
/// records, and what is between two cuts is confirmed when every Receiver that got some of it has confirmed it.
/// </para>
/// </summary>
/// <param name="dataset">Whose books.</param>
/// <param name="receivers">How many the routes name.</param>
/// <param name="accounts">The books.</param>
/// <param name="resume">Where the run goes on; null for the beginning.</param>
/// <param name="spooledTo">
/// The batch comes out of the spool, where its records before this one are counted; null when it does not.
/// </param>
internal sealed partial class BatchProgress(
    string dataset, int receivers, RecordAccounts accounts, ResumePoint? resume = null, long? spooledTo = null)
{
    private readonly Lock _lock = new();
    private readonly Queue<BatchCut> _cuts = new();
    private readonly long[] _confirmedBy = new long[receivers];
    private readonly long[] _deliveredTo = new long[receivers];
    private readonly long[] _confirmedTo = resume is null ? new long[receivers] : [.. resume.ConfirmedTo];
    private long _setAsideTo = resume?.SetAsideTo ?? 0;
    private long _quarantined = resume?.Quarantined ?? 0;
    private long _framed;
    private long _filtered;
    private long _confirmed;
    private long _inFlight;
    private long _settingAside;
    private long _takenBack;
    private SpoolingCounts? _spooling = spooledTo is { } record ? new SpoolingCounts(record, 0) : null;
    private bool _closed;

    /// <summary>What earlier runs have brought to an end, and this one need not do.</summary>
    public ResumePoint Resume { get; } = resume ?? ResumePoint.Beginning(receivers);

    /// <summary>The spool has counted the records before this one; null when the batch does not come out of it.</summary>
    public long? SpooledTo => spooledTo;

    /// <summary>Nothing is left to do for the records before this one, nor to count of them.</summary>
    public long Start => Math.Min(Resume.Start, spooledTo ?? long.MaxValue);

    /// <summary>Records framed so far, the ones set aside or filtered included. Also the ordinal of the next.</summary>
    public long Framed => Interlocked.Read(ref _framed);

    /// <summary>Lines in quarantine, those that earlier runs put there included.</summary>
    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Records that no route brings to any Receiver.</summary>
    public long Filtered => Interlocked.Read(ref _filtered);

    /// <summary>Records that every Receiver that gets them has confirmed, those of earlier runs left out.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>How many Receivers the routes name.</summary>
    public int Receivers => receivers;

    /// <summary>There is something of it that must not be done twice.</summary>
    public bool HasBegun => Reached() is var reached && (reached.Quarantined > 0 || reached.ConfirmedTo.Any(to => to > 0));

    /// <summary>Ordinal of the first record that this Receiver may get and has not confirmed.</summary>
    public long ConfirmedTo(int receiver)
    {
        lock (_lock)
        {
            return SettledTo(receiver);
        }
    }

    /// <summary>Where a next run would go on.</summary>
    public ResumePoint Reached()
    {
        lock (_lock)
        {
            return new ResumePoint([.. Enumerable.Range(0, receivers).Select(SettledTo)], _setAsideTo, _quarantined);
        }
    }

    /// <summary>
    /// Records were framed up to a cut, before their blocks are handed on. The next ones are only when the bad ones of
    /// these are in quarantine.
    /// </summary>
    /// <param name="records">How many, whatever became of them.</param>
    /// <param name="filtered">Of these, the ones that no Receiver gets.</param>
    /// <param name="delivered">Of these, the ones that some Receiver gets.</param>
    /// <param name="gets">Which Receivers get some; empty when none does.</param>
    /// <param name="repeated">Of these, the ones that were at their end before this run, those in quarantine left out.</param>
    /// <param name="bad">Of these, the ones that are to be set aside.</param>
    /// <param name="repeatedBad">Of these, the ones that were in quarantine before this run.</param>
    public void AddFramed(
        int records,
        int filtered = 0,
        int delivered = 0,
        ReadOnlySpan<bool> gets = default,
        int repeated = 0,
        int bad = 0,
        int repeatedBad = 0)
    {
        lock (_lock)
        {
            for (var i = 0; i < gets.Length; i++)
            {
                if (gets[i])
                {
                    _confirmedTo[i] = SettledTo(i);
                    _deliveredTo[i] = _framed + records;
                }
            }

            CountForSpool(records, filtered, repeated, bad, repeatedBad);
            _framed += records;
            _filtered += filtered;
            _settingAside += bad;
            if (delivered > 0)
            {
                _cuts.Enqueue(new BatchCut(_framed, delivered));
            }

            if (bad == 0)
            {
                _setAsideTo = Math.Max(_setAsideTo, _framed);
            }

            Post(new RecordCounts
            {
                Received = records,
                Filtered = filtered,
                Repeated = repeated + repeatedBad,
                InFlight = records - filtered - repeated - repeatedBad,
            });
        }
    }

    /// <summary>What is to be known of lines that were made for a Receiver.</summary>
    public void AddLines(string receiver, LineCounts lines)
    {
        if (lines != default)
        {
            accounts.PostLines(receiver, lines);
        }
    }

    /// <summary>Records were made for Receivers with something in them replaced.</summary>
    public void AddReplaced(int records) => accounts.Post(dataset, new RecordCounts { Replaced = records });

    /// <summary>Records are on disk in quarantine, be the batch over or not.</summary>
    public void AddQuarantined(int records)
    {
        lock (_lock)
        {
            _quarantined += records;
            _settingAside -= records;
            _setAsideTo = Math.Max(_setAsideTo, _framed);
            if (_spooling is { } spooling)
            {
                _inFlight -= records;
                accounts.Post(dataset, spooling.SetAside(records));
            }
            else
            {
                Post(new RecordCounts { Quarantined = records, InFlight = -records });
            }
        }
    }

    /// <summary>A Receiver confirmed all that it got before <paramref name="record"/>.</summary>
    /// <param name="receiver">Which.</param>
    /// <param name="record">Ordinal of the first that it has not confirmed.</param>
    /// <param name="lines">Records confirmed since the last call.</param>
    public void AddConfirmed(int receiver, long record, int lines = 0)
    {
        lock (_lock)
        {
            _confirmedBy[receiver] += lines;
            _confirmedTo[receiver] = record;
            var byAll = _framed;
            for (var i = 0; i < _confirmedTo.Length; i++)
            {
                byAll = Math.Min(byAll, SettledTo(i));
            }

            var records = 0L;
            while (_cuts.TryPeek(out var cut) && cut.EndRecord <= byAll)
            {
                records += cut.Delivered;
                _cuts.Dequeue();
            }

            _confirmed += records;
            Post(new RecordCounts { Confirmed = records, InFlight = -records });
        }
    }

    /// <summary>The batch has ended, and what is still in flight of it is refused: the sender must send it again.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!_closed)
            {
                accounts.Post(dataset, _spooling?.Close() ?? new RecordCounts
                {
                    Quarantined = -_takenBack,
                    Refused = _inFlight + _takenBack,
                    InFlight = -_inFlight,
                });
                _closed = true;
            }
        }
    }

    /// <summary>A Receiver that has confirmed all it got waits for nothing, though others get more.</summary>
    private long SettledTo(int receiver) => _confirmedTo[receiver] < _deliveredTo[receiver]
        ? _confirmedTo[receiver]
        : Math.Max(_framed, Resume.ConfirmedTo[receiver]);

    /// <summary>What comes after the end (an answer that was under way) is taken from what was refused.</summary>
    private void Post(RecordCounts change)
    {
        _inFlight += change.InFlight;
        if (_spooling is { } spooling)
        {
            spooling.Add(change);
        }
        else
        {
            accounts.Post(dataset, _closed ? change with { InFlight = 0, Refused = change.InFlight } : change);
        }
    }
}

using ActorRelay.Syslog;

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
/// <param name="resume">Where the run goes on; null for the beginning.</param>
/// <param name="spooledTo">
/// The batch comes out of the spool, where its records before this one are counted; null when it does not.
/// </param>
internal sealed class BatchProgress(
    string dataset, int receivers, RecordAccounts accounts, ResumePoint? resume = null, long? spooledTo = null)
{
    private readonly Lock _lock = new();
    private readonly Queue<Cut> _cuts = new();
    private readonly long[] _confirmedBy = new long[receivers];
    private readonly long[] _resentBy = new long[receivers];
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
    private Spooling? _spooling = spooledTo is { } record ? new Spooling(record, 0) : null;
    private EventTimeRange _eventTimes = EventTimeRange.None;
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
                _cuts.Enqueue(new Cut(_framed, delivered));
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

    /// <summary>So many bytes of the body were inflated, or read where it is plain.</summary>
    public void AddInflated(int bytes) => accounts.AddInflated(bytes);

    /// <summary>What is to be known of lines that were made for a Receiver.</summary>
    public void AddLines(string receiver, RecordCounts lines)
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

    /// <summary>What the spool is to count, once the batch is in it; what was framed until now.</summary>
    public RunCount Count
    {
        get
        {
            lock (_lock)
            {
                return _spooling?.Count(_framed) ?? new RunCount(_framed, Delivered: 0, From: 0);
            }
        }
    }

    /// <summary>The batch is in the spool, or comes out of it.</summary>
    public bool IsSpooled
    {
        get
        {
            lock (_lock)
            {
                return _spooling is not null;
            }
        }
    }

    /// <summary>
    /// Lines of it are in quarantine no longer: the body is refused, or set aside whole. A next run sets all of them aside
    /// anew. In the books they are where the body goes: quarantined, unless it is refused, or was before.
    /// </summary>
    public void TakeBack(long lines)
    {
        lock (_lock)
        {
            if (_closed)
            {
                accounts.Post(dataset, new RecordCounts { Quarantined = -lines, Refused = lines });
            }

            _takenBack += lines;
            _quarantined = 0;
            _setAsideTo = 0;
        }
    }

    /// <summary>
    /// The batch is about to be spooled: where it has come, and what the spool is to count of it. From here on its records
    /// are spooled in the books.
    /// </summary>
    /// <returns>
    /// Where it has come, the records framed so far, which are all in the books, and how many of them the books call spooled
    /// from now on.
    /// </returns>
    public (ResumePoint Reached, long Framed, long Pending) BeginSpooling()
    {
        lock (_lock)
        {
            var pending = _inFlight - _settingAside;
            _spooling = new Spooling(_framed, pending, _settingAside);
            accounts.Post(dataset, new RecordCounts { Spooled = pending, InFlight = -pending });
            return (Reached(), _framed, pending);
        }
    }

    /// <summary>It was not spooled after all.</summary>
    public void CancelSpooling()
    {
        lock (_lock)
        {
            if (_spooling is { } spooling)
            {
                _spooling = null;
                accounts.Post(
                    dataset,
                    spooling.Meanwhile + new RecordCounts { Spooled = -spooling.Pending, InFlight = spooling.Pending });
            }
        }
    }

    /// <summary>Event times of its records, as far as headers can show them.</summary>
    public EventTimeRange EventTimes
    {
        get
        {
            lock (_lock)
            {
                return _eventTimes;
            }
        }
    }

    /// <summary>What came to this Receiver since this was asked last, for the journal.</summary>
    public (long Confirmed, long Resent) TakeDelivered(int receiver)
    {
        lock (_lock)
        {
            var delivered = (_confirmedBy[receiver], _resentBy[receiver]);
            (_confirmedBy[receiver], _resentBy[receiver]) = (0, 0);
            return delivered;
        }
    }

    /// <summary>So many records of it were sent again to a Receiver that had not confirmed them.</summary>
    public void AddResent(int receiver, int records)
    {
        lock (_lock)
        {
            _resentBy[receiver] += records;
        }
    }

    /// <summary>Event times of records that were formatted; those of blocks before may be among them again.</summary>
    public void AddEventTimes(EventTimeRange times)
    {
        lock (_lock)
        {
            _eventTimes = _eventTimes.With(times);
        }
    }

    /// <summary>
    /// What a run out of the spool finds at its end already, an earlier run out of the spool brought there, and nobody
    /// counted it but quarantine.
    /// </summary>
    private void CountForSpool(int records, int filtered, int repeated, int bad, int repeatedBad)
    {
        if (spooledTo is null)
        {
            _spooling?.Add(records, filtered, repeated + repeatedBad, bad);
        }
        else if (_framed >= spooledTo)
        {
            _spooling!.Add(records, filtered, repeated: 0, bad + repeatedBad);
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

    /// <summary>The outputs of the batch were cut there.</summary>
    /// <param name="EndRecord">Ordinal of the first record behind the cut.</param>
    /// <param name="Delivered">Records between this cut and the one before that some Receiver gets.</param>
    private readonly record struct Cut(long EndRecord, int Delivered);

    /// <summary>
    /// What is noted of a batch that is spooled, under the lock: the records that the spool has not counted, and what the books
    /// would have been told if it were not.
    /// </summary>
    /// <param name="from">Records before this one are counted.</param>
    /// <param name="pending">Of these, the ones the books call spooled.</param>
    /// <param name="settingAside">Bad ones that were on their way into quarantine then, which the books have in flight.</param>
    private sealed class Spooling(long from, long pending, long settingAside = 0)
    {
        private long _settingAside = settingAside;
        private long _delivered;
        private long _filtered;
        private long _repeated;

        public long Pending => pending;

        /// <summary>What the books were not told.</summary>
        public RecordCounts Meanwhile { get; private set; }

        public RunCount Count(long framed) => new(framed, _delivered, _filtered, _repeated, from);

        public void Add(RecordCounts change) => Meanwhile += change;

        /// <summary>Records were framed, none of which the spool has counted. See <see cref="BatchProgress.AddFramed"/>.</summary>
        public void Add(int records, int filtered, int repeated, int bad)
        {
            // Quarantine counts the bad ones itself.
            _delivered += records - filtered - repeated - bad;
            _filtered += filtered;
            _repeated += repeated;
        }

        /// <summary>Lines are in quarantine. What the books are told of that at once.</summary>
        public RecordCounts SetAside(int records)
        {
            var known = Math.Min(records, _settingAside);
            _settingAside -= known;
            var more = records - known;
            Meanwhile += new RecordCounts { Received = -more, InFlight = -more };
            return new RecordCounts { Quarantined = records, Received = more, InFlight = -known };
        }

        /// <summary>The run is over. What the books are told of lines that nobody has set aside.</summary>
        public RecordCounts Close()
        {
            var left = _settingAside;
            _settingAside = 0;
            return new RecordCounts { Refused = left, InFlight = -left };
        }
    }
}

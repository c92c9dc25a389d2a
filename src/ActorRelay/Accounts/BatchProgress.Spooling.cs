using ActorRelay.Edge;

namespace ActorRelay.Accounts;

/// <content>A batch that goes into the spool, or comes out of it, or is set aside whole.</content>
internal sealed partial class BatchProgress
{
    /// <summary>
    /// Of the records that the spool did not count, as far as they were framed: those that some Receiver gets, those that
    /// none does, and those that were at their end before. And from which record on that is.
    /// </summary>
    public (long From, long Delivered, long Filtered, long Repeated) Uncounted
    {
        get
        {
            lock (_lock)
            {
                return _spooling is { } spooling
                    ? (spooling.From, spooling.Framed - spooling.Filtered - spooling.Repeated - spooling.Bad, spooling.Filtered, spooling.Repeated)
                    : default;
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
    public SpoolingPoint BeginSpooling()
    {
        lock (_lock)
        {
            var pending = _inFlight - _settingAside;
            _spooling = new SpoolingCounts(_framed, pending, _settingAside);
            accounts.Post(dataset, new RecordCounts { Spooled = pending, InFlight = -pending });
            return new SpoolingPoint(Reached(), _framed, pending);
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
}

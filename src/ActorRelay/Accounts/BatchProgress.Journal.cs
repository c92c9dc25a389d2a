using ActorRelay.Syslog;

namespace ActorRelay.Accounts;

/// <content>What the journal is told of it.</content>
internal sealed partial class BatchProgress
{
    private readonly long[] _resentBy = new long[receivers];
    private EventTimeRange _eventTimes = EventTimeRange.None;

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
    public DeliveredRecords TakeDelivered(int receiver)
    {
        lock (_lock)
        {
            var delivered = new DeliveredRecords(_confirmedBy[receiver], _resentBy[receiver]);
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
}

using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <content>What the journal is told of it.</content>
internal sealed partial class BatchProgress
{
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

    /// <summary>Records that this Receiver has confirmed since this was asked last, for the journal.</summary>
    public long TakeConfirmed(int receiver)
    {
        lock (_lock)
        {
            var confirmed = _confirmedBy[receiver];
            _confirmedBy[receiver] = 0;
            return confirmed;
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

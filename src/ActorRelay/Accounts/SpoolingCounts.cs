
namespace ActorRelay.Accounts;

/// <summary>
/// What <see cref="BatchProgress"/> notes of a batch that is spooled, under its lock: the records that the spool has not
/// counted, and what the books would have been told if it were not.
/// </summary>
/// <param name="from">Records before this one are counted.</param>
/// <param name="pending">Of these, the ones the books call spooled.</param>
/// <param name="settingAside">Bad ones that were on their way into quarantine then, which the books have in flight.</param>
internal sealed class SpoolingCounts(long from, long pending, long settingAside = 0)
{
    private long _settingAside = settingAside;

    public long From => from;

    public long Pending => pending;

    /// <summary>Records beyond the counted ones.</summary>
    public long Framed { get; private set; }

    /// <summary>Of these, the ones that no Receiver gets.</summary>
    public long Filtered { get; private set; }

    /// <summary>Of these, the ones that were at their end before this run.</summary>
    public long Repeated { get; private set; }

    /// <summary>Of these, the ones for quarantine, which counts them itself.</summary>
    public long Bad { get; private set; }

    /// <summary>What the books were not told.</summary>
    public RecordCounts Meanwhile { get; private set; }

    public void Add(RecordCounts change) => Meanwhile += change;

    /// <summary>Records were framed, none of which the spool has counted. See <see cref="BatchProgress.AddFramed"/>.</summary>
    public void Add(int records, int filtered, int repeated, int bad)
    {
        Framed += records;
        Filtered += filtered;
        Repeated += repeated;
        Bad += bad;
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
